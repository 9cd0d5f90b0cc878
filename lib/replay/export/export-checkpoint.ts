import { randomUUID } from 'node:crypto';
import { ConfigurationError, isObject } from '../../errors.js';
import { openCheckpoint } from '../checkpoint.js';
import { handlersIdentity } from '../selection/selection-identity.js';
import type { ExportPlan } from './plan-export.js';
import type { ExportProgress } from './replay-export.js';

/** Where a run notes down how far it is, if it does. */
export interface ExportCheckpoint {
  readonly file: string | undefined;
  /** The run's name in the event ids of its records: that of the run that is resumed. */
  readonly run: string;
  readonly resumeAt: ExportProgress | undefined;
  save(progress: ExportProgress): Promise<void>;
  /** Lets another run have the file. */
  close(): void;
}

/**
 * Opens a run's checkpoint. The file is that of one run: of the same exports, to the same handlers.
 *
 * @throws ConfigurationError where another run has it open, or it is that of another run, or is no checkpoint
 */
export async function openExportCheckpoint(
  plan: ExportPlan,
  to: string,
  file: string | undefined,
): Promise<ExportCheckpoint> {
  if (file === undefined)
    return { file, run: randomUUID(), resumeAt: undefined, save: async () => undefined, close: () => undefined };
  let state: { run: string; progress: ExportProgress | undefined } = { run: randomUUID(), progress: undefined };
  const checkpoint = await openCheckpoint(file, identityOf(plan, to), () => state);
  try {
    if (checkpoint.saved !== undefined) state = readState(checkpoint.saved, file);
  } catch (error) {
    checkpoint.close();
    throw error;
  }
  return {
    file,
    run: state.run,
    resumeAt: state.progress,
    save(progress) {
      state = { ...state, progress };
      return checkpoint.save();
    },
    close: checkpoint.close,
  };
}

function identityOf({ from, exports, handlers }: ExportPlan, to: string): Record<string, string> {
  const told = [...new Set(exports.map(({ keys, newImagesAs }) => `${keys.join()} ${newImagesAs}`))];
  return {
    command: 'replay export',
    from,
    to,
    ...handlersIdentity(handlers),
    exports: exports.map(({ exportArn }) => exportArn).join(', '),
    'keys and new images as': told.join(', '),
  };
}

const COUNTS = ['export', 'file', 'line', 'handled', 'failed', 'unreadable'] as const;

function readState(saved: unknown, file: string): { run: string; progress: ExportProgress } {
  if (isObject(saved) && typeof saved.run === 'string' && isProgress(saved.progress))
    return { run: saved.run, progress: saved.progress };
  throw new ConfigurationError(`--checkpoint ${file}: found another state, expected that of a replayed export`);
}

function isProgress(value: unknown): value is ExportProgress {
  return isObject(value) && COUNTS.every((name) => Number.isSafeInteger(value[name]) && Number(value[name]) >= 0);
}

import { ConfigurationError } from '../../errors.js';
import type { EventName } from '../../records/stream-record.js';
import { openProgress, type ResumedRun } from '../open-progress.js';
import { createPacer, type Rate } from '../rate.js';
import { describeReplayTable, type ReplayTable } from '../selection/replay-table.js';
import { selectItems } from '../selection/select-items.js';
import type { Selection } from '../selection/selection.js';
import { handlersIdentity, identityOf } from '../selection/selection-identity.js';
import { connectTable, type TableLocation } from '../table-client.js';
import { selectTarget } from '../target/select-handlers.js';
import type { ReplayTarget } from '../target/target.js';
import { deliverItems, RUN_COUNTED, type RunCounts, type RunRunOptions, type RunSummary } from './deliver-items.js';

export interface ReplayRunOptions extends Selection, TableLocation {
  readonly table: string;
  /** Which change the items are told as. @default 'INSERT' */
  readonly as?: EventName | undefined;
  /** The handlers that run, by their ids, such as `OrderTotals.add`, or by their class alone. @default all of them */
  readonly handlers?: readonly string[] | undefined;
  /** How many records an event holds, 1 to 10,000. @default 100 */
  readonly batchSize?: number | undefined;
  /** Items a second. @default as fast as the handlers take them */
  readonly rate?: Rate | undefined;
  /**
   * A file that tells how far the run has come. What is taken up delivers again the batch that was in flight, and what
   * failed, as it is now: the first 1,000 items.
   */
  readonly checkpoint?: string | undefined;
}

/** What a run is going to do. Nothing is delivered before `run`. */
export interface ReplayRunPlan {
  readonly table: ReplayTable;
  readonly as: EventName;
  readonly batchSize: number;
  /** The handlers that run, as they were named; `undefined` where all of them do. */
  readonly handlers: readonly string[] | undefined;
  /** What narrows the items. */
  readonly selection: readonly string[];
  readonly segments: number;
  /** About how many items will be read; `undefined` where that is not known. */
  readonly itemCount: number | undefined;
  readonly warnings: readonly string[];
  /** What an earlier run did, which is taken up again. */
  readonly resumed: ResumedRun<keyof RunCounts> | undefined;
  /**
   * Hands the items to the target; without one, reads and counts them.
   *
   * @throws ConfigurationError where the target has none of the handlers, or cannot select them
   */
  run(target: ReplayTarget | undefined, options?: RunRunOptions): Promise<RunSummary>;
  /** Lets go of the connections, and lets another run have the checkpoint. */
  close(): void;
}

const BATCH_SIZE = 100;
const MAX_BATCH_SIZE = 10_000;
const MAX_SOCKETS = 50;

/**
 * Looks at the table, the options and the checkpoint, and says what a run would hand to the handlers.
 *
 * @throws ConfigurationError where that cannot be done: there is no such table or index, the checkpoint is that of
 * another run, DynamoDB cannot be reached
 */
export async function planRun(options: ReplayRunOptions): Promise<ReplayRunPlan> {
  const { as = 'INSERT', checkpoint, rate, handlers } = options;
  const batchSize = checkBatchSize(options.batchSize ?? BATCH_SIZE);
  const client = await connectTable(options, MAX_SOCKETS);
  try {
    const table = await describeReplayTable(client, options.table, options);
    const pacer = createPacer(rate);
    const selection = { ...options, segments: options.segments ?? 1 };
    const selected = selectItems({ ...options, client, table, selection, pacer, pageItems: batchSize });

    const identity = {
      command: 'run',
      as,
      ...handlersIdentity(handlers),
      ...identityOf(selection, table, selected.segments),
    };
    const { progress, resumed, save, close } = await openProgress(checkpoint, identity, selected.segments, RUN_COUNTED);
    return {
      table,
      as,
      batchSize,
      handlers,
      selection: selected.description,
      segments: selected.segments,
      itemCount: selected.isWholeTable ? table.itemCount : undefined,
      warnings: selected.warnings,
      resumed,
      run: async (target, runOptions = {}) =>
        deliverItems({
          ...runOptions,
          target: target && handlers ? selectTarget(target, handlers) : target,
          table,
          as,
          selected,
          batchSize,
          progress,
          pacer,
          save: async () => (target === undefined ? undefined : save()),
        }),
      close: () => {
        close();
        client.destroy();
      },
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function checkBatchSize(batchSize: number): number {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= MAX_BATCH_SIZE) return batchSize;
  throw new ConfigurationError(`--batch-size: found ${batchSize}, expected a whole number from 1 to 10,000`);
}

import { checkInstalled } from '../loading/optional-package.js';
import { checkSourceFile } from '../loading/source-file.js';
import { count, describePlan } from '../replay/export/describe-plan.js';
import { type ExportCheckpoint, openExportCheckpoint } from '../replay/export/export-checkpoint.js';
import { type ExportPlan, planExport } from '../replay/export/plan-export.js';
import {
  type ExportFailure,
  type ExportProgress,
  type ExportSummary,
  replayExport,
} from '../replay/export/replay-export.js';
import type { ReplayTarget } from '../replay/target/target.js';
import { linesOf } from '../terminal/line.js';
import type { Command } from './command.js';
import { confirm } from './confirm.js';
import { HANDLER_HELP, HANDLER_OPTION, selectedTarget, withHandlers } from './handler-selection.js';
import { setHandlersConsole } from './handlers-console.js';
import { interruptionOrClosedPipe } from './interruption.js';
import { parseOptions } from './parse-options.js';
import { isBucket, targetOf, targetPackage } from './replay-target.js';
import { type ProgressDisplay, showProgress } from './show-progress.js';
import { printJson, printLines } from './standard-output.js';
import { checkEndpoint, UsageError, wholeNumberOf } from './usage-error.js';

const OPTIONS = {
  ...HANDLER_OPTION,
  function: { type: 'string' },
  keys: { type: 'string' },
  as: { type: 'string' },
  'batch-size': { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  checkpoint: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const replayExportCommand: Command = {
  summary: "hand a table's export to its handlers",
  help: `Usage: onstream replay export <folder | s3://bucket/prefix> <file> [options]
       onstream replay export <folder | s3://bucket/prefix> --function <name> [options]

Hands the items of a DynamoDB export to S3 (in DynamoDB JSON) to the handlers that <file> (TypeScript or JavaScript)
exports, or to a deployed function: a full export as INSERTs, an incremental one as INSERT, MODIFY and REMOVE with both
images. A copy on this machine keeps the layout of the bucket. Several exports are taken in the order of their windows,
so that the changes of an item come in the order of their writes; between items there is no order. Nothing is written to
a table. Each file is verified by its checksum before anything of it is delivered.

Exits with 0 where every item was handled, 1 where one was not, or you answered no, 2 for arguments that it does not
know, 130 after Ctrl-C.

${HANDLER_HELP}  --function <name>    the deployed function's name or ARN, instead of <file>
  --keys <names>       the attributes of the table's key, such as pk,sk (default: the table is asked; full exports only)
  --as <name>          INSERT or MODIFY: what a new image is told as, where the export left out the old ones
                       (default: INSERT)
  --batch-size <n>     records in an event (default: 100, to 10000)
  --region <region>    the region of the bucket and of the function (default: the environment's)
  --endpoint <url>     where S3, DynamoDB and Lambda answer, for a stand-in of AWS; on this machine it
                       needs no credentials
  --checkpoint <file>  note down there how far it is, and go on from there: after Ctrl-C, and after a crash, which may
                       deliver one event again
  --dry-run            read and verify everything, and deliver nothing
  --yes                do not ask before delivering
  --json               a line of JSON for everything that happens

Needs: npm install --save-dev esbuild (with --function @aws-sdk/client-lambda in its place; from a bucket also
       @aws-sdk/client-s3; for a full export without --keys also @aws-sdk/client-dynamodb)
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'replay export');
    const { region, endpoint, json = false } = values;
    const [from, file] = placesOf(positionals, values.function);
    const batchSize = wholeNumberOf(values['batch-size'], '--batch-size', 10_000) ?? 100;
    const newImagesAs = newImagesAsOf(values.as);
    checkEndpoint(endpoint);
    if (file !== undefined) await checkSourceFile(file);
    checkInstalled('onstream replay export', [targetPackage(file), ...(isBucket(from) ? ['@aws-sdk/client-s3'] : [])]);
    const isDryRun = values['dry-run'] ?? false;
    const signal = interruptionOrClosedPipe();
    const tell = json ? tellJson : tellText;

    const selected = await selectedTarget(values.handler, file, json);
    const handlers = selected?.handlers;
    const keys = keysOf(values.keys);
    const planning = planExport({ from, handlers, keys, newImagesAs, region, endpoint, signal });
    const plan = await planning.catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (plan === undefined) return 130;
    let checkpoint: ExportCheckpoint | undefined;
    try {
      const to = file === undefined ? `the function ${values.function}` : `the handlers in ${file}`;
      checkpoint = await openExportCheckpoint(plan, to, isDryRun ? undefined : values.checkpoint);
      tell.plan(plan, { to: isDryRun ? undefined : to, batchSize, checkpoint });
      const question = `Deliver ${count(plan.items)} ${plan.items === 1 ? 'item' : 'items'}?`;
      if (!isDryRun && !values.yes && !(await confirm(question, signal, json))) {
        printLines('Nothing was delivered.');
        return 1;
      }
      setHandlersConsole(json);
      const target = isDryRun ? undefined : (selected ?? (await targetOf(file, values.function, { region, endpoint })));
      const summary = await run(plan, target, { batchSize, signal, checkpoint, json });
      tell.summary(summary, { isDryRun, checkpoint });
      if (summary.problem === undefined) return summary.handled === summary.items ? 0 : 1;
      return signal.aborted ? 130 : 1;
    } finally {
      checkpoint?.close();
      plan.store.close();
    }
  },
};

interface Run {
  readonly batchSize: number;
  readonly signal: AbortSignal;
  readonly checkpoint: ExportCheckpoint;
  readonly json: boolean;
}

async function run(
  plan: ExportPlan,
  target: ReplayTarget | undefined,
  { batchSize, signal, checkpoint, json }: Run,
): Promise<ExportSummary> {
  const { resumeAt } = checkpoint;
  const tell = json ? tellJson : tellText;
  const display = await showProgress('items', json ? 'json' : 'auto', resumeAt ? doneOf(resumeAt) : 0);
  try {
    return await replayExport(plan, target, {
      run: checkpoint.run,
      resumeAt,
      batchSize,
      signal,
      onFailure: tell.failure,
      async onProgress(progress) {
        await checkpoint.save(progress);
        showCounts(display, progress, plan.items);
      },
    });
  } finally {
    display.stop();
    await target?.close();
  }
}

function showCounts(display: ProgressDisplay, progress: ExportProgress, items: number): void {
  const { handled, failed, unreadable } = progress;
  display.update({ done: doneOf(progress), of: items, counts: { handled, failed, unreadable } });
}

function doneOf({ handled, failed, unreadable }: ExportProgress): number {
  return handled + failed + unreadable;
}

interface Tell {
  plan(plan: ExportPlan, run: { to: string | undefined; batchSize: number; checkpoint: ExportCheckpoint }): void;
  failure(failure: ExportFailure): void;
  summary(summary: ExportSummary, run: { isDryRun: boolean; checkpoint: ExportCheckpoint }): void;
}

const tellText: Tell = {
  plan(plan, { to, batchSize, checkpoint: { file, resumeAt } }) {
    const delivery = to
      ? `Goes to ${withHandlers(to, plan.handlers)}, in events of up to ${count(batchSize)} ${batchSize === 1 ? 'record' : 'records'}; nothing is written to a table.`
      : 'Is read and verified; nothing is delivered.';
    const place = file === undefined ? [] : [`Notes down in ${file} how far it is.`];
    if (resumeAt) place.push(`Goes on after ${count(doneOf(resumeAt))} of ${count(plan.items)} items.`);
    printLines(...describePlan(plan), delivery, ...place);
  },
  failure({ where, eventID, reason }) {
    printLines(
      `${eventID === undefined ? 'unreadable' : 'failed'} ${where}${eventID ? ` (event ${eventID})` : ''}: ${reason}`,
    );
  },
  summary({ items, handled, failed, unreadable, notRead, files, problem }, { isDryRun, checkpoint }) {
    if (problem !== undefined) printLines(...linesOf(`Ended early: ${problem}`));
    printLines(
      `${count(items)} ${items === 1 ? 'item' : 'items'}: ${count(handled)} ${isDryRun ? 'can be delivered' : 'handled'}, ` +
        `${count(failed)} failed, ${count(unreadable)} unreadable, ${count(notRead)} not read ` +
        `(${count(files.done)} of ${count(files.of)} files)`,
    );
    // A checkpoint that could not even be begun is nothing to go on from.
    if (problem === undefined || isDryRun || notRead === items) return;
    printLines(
      checkpoint.file === undefined
        ? 'Without --checkpoint, another run begins anew.'
        : 'Run the same command again to go on from there.',
    );
  },
};

const tellJson: Tell = {
  plan({ from, exports, handlers, items, notes }, { to, batchSize, checkpoint: { file, resumeAt } }) {
    const told = exports.map(({ exportArn, tableArn, type, itemCount, files, ...times }) => {
      const [fromTime, toTime] = [times.from, times.to].map((time) => new Date(time).toISOString());
      return { exportArn, tableArn, type, from: fromTime, to: toTime, items: itemCount, files: files.length };
    });
    const resumed = resumeAt ?? null;
    writeJson({
      type: 'plan',
      from,
      to,
      handlers: handlers ?? null,
      batchSize,
      items,
      exports: told,
      notes,
      checkpoint: file ?? null,
      resumed,
    });
  },
  failure: (failure) => writeJson({ type: failure.eventID === undefined ? 'unreadable' : 'failed', ...failure }),
  summary: (summary, { isDryRun }) => writeJson({ type: 'summary', isDryRun, ...summary }),
};

function writeJson(value: object): void {
  printJson(value);
}

/** Where the export is, and the file of the handlers, if it is not a function that gets it. @throws UsageError */
function placesOf(positionals: readonly string[], functionName: string | undefined): [string, string | undefined] {
  const [from, file, ...more] = positionals;
  const isComplete = functionName === undefined ? file !== undefined : file === undefined && functionName !== '';
  if (from !== undefined && isComplete && more.length === 0) return [from, file];
  const found = positionals.length === 0 ? 'no arguments' : positionals.join(' ');
  const expected = functionName === undefined ? 'an export and a file, or --function <name>' : 'an export alone';
  throw new UsageError(
    `onstream replay export: found ${found}${functionName === undefined ? '' : ` with --function ${functionName}`}, ` +
      `expected ${expected}\n\n${replayExportCommand.help}`,
  );
}

function keysOf(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.length <= 2 && names.every(Boolean)) return names;
  throw new UsageError(`--keys: found ${JSON.stringify(text)}, expected one or two attributes, such as pk,sk`);
}

function newImagesAsOf(name: string | undefined): 'INSERT' | 'MODIFY' | undefined {
  if (name === undefined || name === 'INSERT' || name === 'MODIFY') return name;
  throw new UsageError(`--as: found ${JSON.stringify(name)}, expected INSERT or MODIFY`);
}

import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { checkSourceFile } from '../loading/source-file.js';
import { count, describePlan } from '../replay/export/describe-plan.js';
import { type ExportPlan, planExport } from '../replay/export/plan-export.js';
import { type ExportSummary, replayExport } from '../replay/export/replay-export.js';
import { lambdaTarget } from '../replay/target/lambda-target.js';
import { localTarget } from '../replay/target/local-target.js';
import type { ReplayTarget } from '../replay/target/target.js';
import { setHandlersConsole } from './handlers-console.js';
import type { Command } from './main.js';
import { numberOf, UsageError } from './usage-error.js';

const OPTIONS = {
  function: { type: 'string' },
  keys: { type: 'string' },
  as: { type: 'string' },
  'batch-size': { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/** How often a run tells how far it is. */
const PROGRESS_MS = 2000;

export const replayExportCommand: Command = {
  summary: "hand a table's export to its handlers",
  help: `Usage: onstream replay export <folder | s3://bucket/prefix> <file> [options]
       onstream replay export <folder | s3://bucket/prefix> --function <name> [options]

Hands the items of a DynamoDB export to S3 (in DynamoDB JSON) to the handlers that <file> (TypeScript or JavaScript)
exports, or to a deployed function: a full export as INSERTs, an incremental one as INSERT, MODIFY and REMOVE with both
images. A copy on this machine keeps the layout of the bucket. Several exports are taken in the order of their windows,
so that the changes of an item come in the order of their writes; between items there is no order. Nothing is written to
a table. Each file is verified by its checksum before anything of it is delivered. Exits with 1 where an item was not
handled.

  --function <name>    the deployed function's name or ARN, instead of <file>
  --keys <names>       the attributes of the table's key, such as pk,sk (default: the table is asked; full exports only)
  --as <name>          INSERT or MODIFY: what a new image is told as, where the export left out the old ones
                       (default: INSERT)
  --batch-size <n>     records in an event (default: 100, to 10000)
  --region <region>    the region of the bucket and of the function (default: the environment's)
  --endpoint <url>     where S3, DynamoDB and Lambda answer, for a stand-in of AWS
  --dry-run            read and verify everything, and deliver nothing
  --yes                do not ask before delivering
  --json               a line of JSON for everything that happens
`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const { region, endpoint, json = false } = values;
    const [from, file] = placesOf(positionals, values.function);
    const batchSize = batchSizeOf(values['batch-size']);
    const newImagesAs = newImagesAsOf(values.as);
    checkEndpoint(endpoint);
    if (file !== undefined) await checkSourceFile(file);
    const tell = json ? tellJson : tellText;

    const plan = await planExport({ from, keys: keysOf(values.keys), newImagesAs, region, endpoint });
    try {
      const to = file === undefined ? `the function ${values.function}` : `the handlers in ${file}`;
      tell.plan(plan, values['dry-run'] ? undefined : to, batchSize);
      if (!values['dry-run'] && !values.yes && !(await isConfirmed(plan))) return 1;
      setHandlersConsole(json);
      const target = values['dry-run'] ? undefined : await targetOf(file, values.function ?? '', { region, endpoint });
      const summary = await run(plan, target, batchSize, tell);
      tell.summary(summary, target === undefined);
      return summary.problem === undefined && summary.handled === summary.items ? 0 : 1;
    } finally {
      plan.store.close();
    }
  },
};

async function run(
  plan: ExportPlan,
  target: ReplayTarget | undefined,
  batchSize: number,
  tell: typeof tellText,
): Promise<ExportSummary> {
  let toldAt = Date.now();
  try {
    return await replayExport(plan, target, {
      run: randomUUID(),
      batchSize,
      signal: interruption(),
      onFailure: tell.failure,
      onProgress(progress) {
        if (Date.now() - toldAt < PROGRESS_MS) return;
        toldAt = Date.now();
        tell.progress(progress, plan.items);
      },
    });
  } finally {
    await target?.close();
  }
}

type Tell = {
  plan(plan: ExportPlan, to: string | undefined, batchSize: number): void;
  failure(failure: { where: string; eventID: string | undefined; reason: string }): void;
  progress(progress: { handled: number; failed: number; unreadable: number }, items: number): void;
  summary(summary: ExportSummary, isDryRun: boolean): void;
};

const tellText: Tell = {
  plan(plan, to, batchSize) {
    const lines = describePlan(plan);
    const delivery = to
      ? `Goes to ${to}, in events of up to ${count(batchSize)} records; nothing is written to a table.`
      : 'Is read and verified; nothing is delivered.';
    write(`${[...lines, delivery].join('\n')}\n`);
  },
  failure({ where, eventID, reason }) {
    write(
      `${eventID === undefined ? 'unreadable' : 'failed'} ${where}${eventID ? ` (event ${eventID})` : ''}: ${reason}\n`,
    );
  },
  progress({ handled, failed, unreadable }, items) {
    const done = handled + failed + unreadable;
    write(`${count(done)} of ${count(items)} items, ${Math.floor((100 * done) / Math.max(items, 1))} %\n`);
  },
  summary({ items, handled, failed, unreadable, notRead, files, problem }, isDryRun) {
    if (problem !== undefined) write(`Ended early: ${problem}\n`);
    write(
      `${count(items)} ${items === 1 ? 'item' : 'items'}: ${count(handled)} ${isDryRun ? 'can be delivered' : 'handled'}, ` +
        `${count(failed)} failed, ${count(unreadable)} unreadable, ${count(notRead)} not read ` +
        `(${count(files.done)} of ${count(files.of)} files)\n`,
    );
  },
};

const tellJson: Tell = {
  plan({ from, exports, items, notes }, to, batchSize) {
    const told = exports.map(({ exportArn, tableArn, type, itemCount, files, ...times }) => {
      const [fromTime, toTime] = [times.from, times.to].map((time) => new Date(time).toISOString());
      return { exportArn, tableArn, type, from: fromTime, to: toTime, items: itemCount, files: files.length };
    });
    writeJson({ type: 'plan', from, to, batchSize, items, exports: told, notes });
  },
  failure: (failure) => writeJson({ type: failure.eventID === undefined ? 'unreadable' : 'failed', ...failure }),
  progress: ({ handled, failed, unreadable }, items) =>
    writeJson({ type: 'progress', items, handled, failed, unreadable }),
  summary: (summary, isDryRun) => writeJson({ type: 'summary', dryRun: isDryRun, ...summary }),
};

function write(text: string): void {
  process.stdout.write(text);
}

function writeJson(value: object): void {
  write(`${JSON.stringify(value)}\n`);
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

function targetOf(
  file: string | undefined,
  functionName: string,
  options: { region: string | undefined; endpoint: string | undefined },
): Promise<ReplayTarget> {
  return file === undefined ? lambdaTarget(functionName, options) : localTarget(file);
}

async function isConfirmed({ items }: ExportPlan): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError('Nothing was delivered: give --yes to deliver, or --dry-run to read and verify alone.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`Deliver ${count(items)} ${items === 1 ? 'item' : 'items'}? [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return true;
    write('Nothing was delivered.\n');
    return false;
  } finally {
    terminal.close();
  }
}

/** Aborts at the first Ctrl-C, after the batch that is under way; the second ends the process at once. */
function interruption(): AbortSignal {
  const over = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (over.signal.aborted) process.exit(130);
      over.abort();
    });
  }
  return over.signal;
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

function batchSizeOf(text: string | undefined): number {
  const size = numberOf(text, '--batch-size') ?? 100;
  if (Number.isInteger(size) && size <= 10_000) return size;
  throw new UsageError(`--batch-size: found ${text}, expected a whole number from 1 to 10000`);
}

function checkEndpoint(endpoint: string | undefined): void {
  if (endpoint === undefined || URL.canParse(endpoint)) return;
  throw new UsageError(`--endpoint: found ${JSON.stringify(endpoint)}, expected a URL such as http://localhost:4566`);
}

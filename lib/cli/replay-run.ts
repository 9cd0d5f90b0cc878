import { ConfigurationError } from '../errors.js';
import { checkInstalled } from '../loading/optional-package.js';
import { checkSourceFile } from '../loading/source-file.js';
import type { EventName } from '../records/stream-record.js';
import { parseRate } from '../replay/rate.js';
import type { RunCounts } from '../replay/run/deliver-items.js';
import { planRun } from '../replay/run/plan-run.js';
import type { ReplayTarget } from '../replay/target/target.js';
import type { Command } from './command.js';
import { confirm } from './confirm.js';
import { HANDLER_HELP, HANDLER_OPTION, selectedTarget, withHandlers } from './handler-selection.js';
import { setHandlersConsole } from './handlers-console.js';
import { interruptionOrClosedPipe } from './interruption.js';
import { parseOptions } from './parse-options.js';
import { tellRunComplete, tellRunPlan, tellRunSummary } from './replay-run-report.js';
import { checkUrl, LOCATION_HELP, SELECTION_HELP, SELECTION_OPTIONS, selectionOf } from './replay-selection.js';
import { targetOf, targetPackage } from './replay-target.js';
import { showProgress } from './show-progress.js';
import { printLines } from './standard-output.js';
import { asUsage, UsageError, wholeNumberOf } from './usage-error.js';

const OPTIONS = {
  ...SELECTION_OPTIONS,
  ...HANDLER_OPTION,
  function: { type: 'string' },
  'lambda-endpoint': { type: 'string' },
  as: { type: 'string' },
  'batch-size': { type: 'string' },
  rate: { type: 'string' },
  checkpoint: { type: 'string' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

const EVENT_NAMES: ReadonlyMap<string, EventName> = new Map([
  ['INSERT', 'INSERT'],
  ['MODIFY', 'MODIFY'],
  ['REMOVE', 'REMOVE'],
]);

export const replayRunCommand: Command = {
  summary: 'hand items of a table to the handlers, as if they had just been written',
  help: `Usage: onstream replay run <file> --table name [options]
       onstream replay run --function name --table name [options]

Hands items of a table, as they are now, to the handler that <file> (TypeScript or JavaScript) exports, on this machine,
or to a deployed function: as records of the table's stream, in batches. Nothing is written to the table.

Exits with 0 where every record was handled, 1 where one was not, or you answered no, 2 for arguments that it does not
know, 130 after Ctrl-C.

${SELECTION_HELP.replace('(default: 4)', '(default: 1); each has batches of its own')}
${HANDLER_HELP}  --function <name>    invoke this deployed function: its name, ARN or name:alias
  --as <event>         INSERT, MODIFY (both images are the item, so that nothing has changed) or REMOVE (default: INSERT)
  --batch-size <n>     how many records a batch holds at most (default: 100)
  --rate <number>      at most so many items a second (default: as fast as they are handled)
  --checkpoint <file>  note down there how far it is, and go on from there: after Ctrl-C, and after a crash, which
                       repeats the batches that were in flight; tries again what failed before (1000 items at most, as
                       they are now)
  --yes                do it without asking
  --dry-run            read and count, and run no handler
${LOCATION_HELP}  --lambda-endpoint <url>  where Lambda answers, if not at --endpoint
  --json               a line of JSON for the plan, for progress and for the summary

Needs: npm install --save-dev esbuild @aws-sdk/client-dynamodb (with --function @aws-sdk/client-lambda in place of
       esbuild; and cli-progress, for a bar)
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'replay run');
    const { function: functionName, checkpoint, rate, json: isJson = false, yes = false } = values;
    const file = targetFile(positionals, functionName);
    const selection = selectionOf(values, 'replay run');
    const lambdaEndpoint = values['lambda-endpoint'];
    if (lambdaEndpoint !== undefined) checkUrl(lambdaEndpoint, '--lambda-endpoint');
    const options = {
      ...selection,
      as: eventNameOf(values.as),
      batchSize: wholeNumberOf(values['batch-size'], '--batch-size', 10_000),
      rate: rate === undefined ? undefined : itemRate(rate),
      checkpoint,
    };
    if (file !== undefined) await checkSourceFile(file);
    checkInstalled('onstream replay run', ['@aws-sdk/client-dynamodb', targetPackage(file)]);
    const selected = await selectedTarget(values.handler, file, isJson);
    const signal = interruptionOrClosedPipe();
    const plan = await planRun({ ...options, handlers: selected?.handlers });
    let target: ReplayTarget | undefined;
    try {
      const to = withHandlers(file ?? `the function ${functionName}`, selected?.handlers);
      const told = { isJson, checkpoint, rate, to };
      const isDryRun = values['dry-run'] ?? false;
      if (!isDryRun) {
        // What handlers write to the console is not what was asked for.
        setHandlersConsole(isJson);
        const { region, endpoint } = selection;
        target = selected ?? (await targetOf(file, functionName, { region, endpoint: lambdaEndpoint ?? endpoint }));
        const unheard = target.whyUnheard?.(plan.table.name);
        if (unheard !== undefined) throw new ConfigurationError(`${file}: ${unheard}`);
      }
      tellRunPlan(plan, told);
      if (plan.resumed?.isComplete) return tellRunComplete(plan.resumed, told);
      if (!isDryRun && !yes && !(await confirm('Hand these items to the handlers?', signal, isJson))) {
        printLines('Nothing was done.');
        return 1;
      }
      const doneOf = ({ read, selected }: RunCounts) => (plan.itemCount === undefined ? selected : read);
      const display = await showProgress('items', isJson ? 'json' : 'auto', plan.resumed && doneOf(plan.resumed));
      const summary = await plan
        .run(target, {
          signal,
          onProgress: (counts) => {
            const { handled, gone, failed } = counts;
            display.update({ done: doneOf(counts), of: plan.itemCount, counts: { handled, gone, failed } });
          },
        })
        .finally(() => display.stop());
      return tellRunSummary(summary, { ...told, isDryRun, isInterrupted: signal.aborted });
    } finally {
      plan.close();
      await target?.close();
    }
  },
};

function targetFile(positionals: readonly string[], functionName: string | undefined): string | undefined {
  const [file] = positionals;
  if (positionals.length <= 1 && (file === undefined) !== (functionName === undefined)) return file;
  const found = [...positionals, ...(functionName === undefined ? [] : [`--function ${functionName}`])].join(' ');
  throw new UsageError(
    `onstream replay run: found ${found || 'neither a file nor --function'}, expected one of them\n\n${replayRunCommand.help}`,
  );
}

function eventNameOf(name: string | undefined): EventName | undefined {
  if (name === undefined) return undefined;
  const eventName = EVENT_NAMES.get(name.toUpperCase());
  if (eventName) return eventName;
  throw new UsageError(`--as: found ${JSON.stringify(name)}, expected INSERT, MODIFY or REMOVE`);
}

function itemRate(text: string) {
  const rate = asUsage(() => parseRate(text, '--rate'));
  if (rate.of === 'items') return rate;
  throw new UsageError(
    `--rate: found ${JSON.stringify(text)}, expected items a second: nothing is written to the table`,
  );
}

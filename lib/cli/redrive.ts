import { parseArgs } from 'node:util';
import { type RedriveOutcome, type RedrivePlan, type RedriveSummary, redrive } from '../replay/redrive/redrive.js';
import type { Command } from './command.js';
import { confirm } from './confirm.js';
import { setHandlersConsole } from './handlers-console.js';
import { interruptionOrClosedPipe } from './interruption.js';
import { targetOf } from './replay-target.js';
import { showProgress } from './show-progress.js';
import { print } from './standard-output.js';
import { checkEndpoint, UsageError } from './usage-error.js';

const OPTIONS = {
  queue: { type: 'string' },
  bucket: { type: 'string' },
  function: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  'original-id': { type: 'boolean' },
  'delete-expired': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const redriveCommand: Command = {
  summary: 'run again what Lambda gave up',
  help: `Usage: onstream redrive <file> --queue url [options]
       onstream redrive --function name --bucket s3://bucket/prefix [options]

Runs the batches again that Lambda gave up and left in a failure destination: by the handlers in <file> (TypeScript or
JavaScript) on this machine, or by a deployed function. A batch that succeeds as a whole is taken out; one that fails
again stays. What is redriven is older than what the handlers got since.

Exits with 0 where nothing stayed, 1 where something did, also where you answered no, 2 for arguments that it does not
know, 130 after Ctrl-C.

  --queue <url>        a queue of SQS: its batches are read again from their shards, which keep records for 24 hours;
                       the messages are deleted
  --bucket <place>     s3://bucket/prefix, a folder or a .jsonl file that hold the events: they are moved to done/;
                       beside what fails again is why, in a file or object whose name ends with .error.json
  --function <name>    the function's name or ARN, or name:alias
  --region <region>    of AWS (default: that of the queue's URL and the streams' ARNs, else the environment's)
  --endpoint <url>     where DynamoDB Streams, Kinesis, S3 and Lambda answer, for a stand-in of AWS
  --original-id        keep the records' first event ids: of idempotent handlers, only those run that were not done with
                       a record, which on this machine need the keyPrefix of the function (default: each record has an
                       id of its own, replay- and the first one; idempotent handlers that were done with it run again,
                       once, however often it is redriven)
  --delete-expired     take out, too, what is told to be gone from its stream
  --dry-run            look whether the records are there; run and change nothing
  --yes                do not ask
  --json               a line of JSON for everything that happens
`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const { queue, bucket, region, endpoint } = values;
    const dryRun = values['dry-run'] ?? false;
    const asJson = values.json ?? false;
    checkArguments(positionals, values.function, queue, bucket, endpoint);
    if (!dryRun && !values.yes && !(process.stdin.isTTY && process.stdout.isTTY && !asJson))
      throw new UsageError(
        `onstream redrive: expected --yes, or --dry-run, as ${asJson ? '--json asks nothing' : 'there is no terminal to ask on'}`,
      );
    const say = asJson ? sayJson : sayText;
    const signal = interruptionOrClosedPipe();
    setHandlersConsole(asJson);
    process.setSourceMapsEnabled(true);
    const target = await targetOf(positionals[0], values.function, { region, endpoint });
    let progress: BatchProgress | undefined;
    try {
      const summary = await redrive({
        queue,
        bucket,
        target,
        region,
        endpoint,
        dryRun,
        deleteExpired: values['delete-expired'],
        originalId: values['original-id'],
        signal,
        confirm: async (plan) => {
          say({ type: 'plan', ...plan, target: positionals[0] ?? values.function ?? '', dryRun });
          const goesOn = dryRun || values.yes || plan.batches === 0 || (await confirm('Run them?', signal, asJson));
          if (goesOn && plan.batches > 0) progress = await showBatches(plan.batches, dryRun, asJson);
          return goesOn;
        },
        onOutcome(outcome) {
          say({ type: 'batch', ...outcome });
          progress?.update(outcome);
        },
      });
      progress?.stop();
      progress = undefined;
      say({ type: 'summary', ...summary });
      const { failed, expired, refused, left } = summary;
      if (left > 0 && signal.aborted) return 130;
      return failed + expired + refused + left > 0 ? 1 : 0;
    } finally {
      progress?.stop();
      await target.close();
    }
  },
};

interface BatchProgress {
  update(outcome: RedriveOutcome): void;
  stop(): void;
}

async function showBatches(of: number, dryRun: boolean, asJson: boolean): Promise<BatchProgress> {
  const display = await showProgress('batches', asJson ? 'json' : 'auto');
  const counts: Partial<Record<RedriveOutcome['status'], number>> = { [dryRun ? 'readable' : 'handled']: 0 };
  let done = 0;
  display.update({ done, of, counts });
  return {
    update({ status }) {
      done++;
      counts[status] = (counts[status] ?? 0) + 1;
      display.update({ done, of, counts });
    },
    stop: display.stop,
  };
}

function checkArguments(
  files: readonly string[],
  functionName: string | undefined,
  queue: string | undefined,
  bucket: string | undefined,
  endpoint: string | undefined,
): void {
  const found = [...files, ...(functionName === undefined ? [] : [`--function ${functionName}`])];
  const refuse = (what: string) => new UsageError(`onstream redrive: ${what}\n\n${redriveCommand.help}`);
  if (found.length !== 1)
    throw refuse(`found ${found.join(' and ') || 'neither a file nor --function'}, expected one of them`);
  if ((queue === undefined) === (bucket === undefined))
    throw refuse(
      `found ${queue === undefined ? 'neither --queue nor --bucket' : 'both --queue and --bucket'}, expected one`,
    );
  checkEndpoint(endpoint);
}

type Message =
  | ({ readonly type: 'plan'; readonly target: string; readonly dryRun: boolean } & RedrivePlan)
  | ({ readonly type: 'batch' } & RedriveOutcome)
  | ({ readonly type: 'summary' } & RedriveSummary);

function sayJson(message: Message): void {
  print(`${JSON.stringify(message)}\n`);
}

function sayText(message: Message): void {
  print(`${textOf(message).join('\n')}\n`);
}

function textOf(message: Message): string[] {
  if (message.type === 'plan') return planText(message);
  return message.type === 'batch' ? batchText(message) : [summaryText(message)];
}

function planText({ from, batches, settled, target, dryRun }: Message & { type: 'plan' }): string[] {
  const count = counted(batches, 'batch', 'batches');
  if (batches === 0) return [`${from} is empty`];
  if (dryRun) return [`${count} in ${from}, of which none is run`];
  return [`${count} in ${from}, to be run by ${target}; each that succeeds is ${settled}`];
}

function batchText({ status, name, batch, handled, failures, reason, note, records }: RedriveOutcome): string[] {
  const what = batch ?? name;
  const lines = {
    handled: `ok       ${what}: ${handled} handled`,
    readable: `readable ${what}: ${records} found`,
    failed: `failed   ${what}: ${reason}`,
    // The reason begins with the batch.
    expired: `expired  ${reason}`,
    refused: `refused  ${what}: ${reason}`,
  };
  return [
    lines[status],
    ...failures.map((failure) => `           event ${failure.eventID ?? 'without an id'}: ${failure.reason}`),
    ...(note === undefined ? [] : [`           ${note}`]),
    ...(status === 'failed' || status === 'expired' ? [`           in ${name}`] : []),
  ];
}

/** Such as `1 batch handled, 10 records` or `1 batch handled, 2 failed again; 26 records handled`. */
function summaryText({ handled, failed, expired, refused, readable, left, records }: RedriveSummary): string {
  const counts = [
    [readable, 'readable'],
    [handled, 'handled'],
    [failed, 'failed again'],
    [expired, 'expired'],
    [refused, 'refused'],
    [left, 'not begun'],
  ] as const;
  const [first, ...others] = counts.filter(([count]) => count > 0);
  if (first === undefined) return 'Nothing to run';
  const [count, what] = first;
  const told = [
    `${counted(count, 'batch', 'batches')} ${what}`,
    ...others.map(([more, whatElse]) => `${more} ${whatElse}`),
  ];
  if (records === 0) return told.join(', ');
  const ofThem = counted(records, 'record', 'records');
  return others.length === 0 && handled > 0 ? `${told[0]}, ${ofThem}` : `${told.join(', ')}; ${ofThem} handled`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

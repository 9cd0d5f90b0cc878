import { checkInstalled } from '../loading/optional-package.js';
import { redrive } from '../replay/redrive/redrive.js';
import type { Command } from './command.js';
import { confirm } from './confirm.js';
import { HANDLER_HELP, HANDLER_OPTION, selectedTarget } from './handler-selection.js';
import { setHandlersConsole } from './handlers-console.js';
import { interruptionOrClosedPipe } from './interruption.js';
import { parseOptions } from './parse-options.js';
import { type BatchProgress, sayJson, sayText, showBatches } from './redrive-report.js';
import { isBucket, targetOf, targetPackage } from './replay-target.js';
import { checkEndpoint, UsageError } from './usage-error.js';

const OPTIONS = {
  ...HANDLER_OPTION,
  queue: { type: 'string' },
  bucket: { type: 'string' },
  function: { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
  'original-id': { type: 'boolean' },
  'delete-handled': { type: 'boolean' },
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
again stays, and so does one that only some of its handlers ran with (--handler). What is redriven is older than what the
handlers got since.

Exits with 0 where every batch was handled, 1 where one was not, also where you answered no, 2 for arguments that it does not
know, 130 after Ctrl-C.

  --queue <url>        a queue of SQS, or one that subscribes to a topic of SNS: its batches are read again from their
                       shards, which keep records for 24 hours, whatever else a message brings; the messages are deleted.
                       An older batch cannot be redriven any more, and stays
  --bucket <place>     s3://bucket/prefix, a folder or a .jsonl file that hold the events: they are moved to done/;
                       beside what fails again is why, in a file or object whose name ends with .error.json. A folder or
                       file is locked: one run at a time
${HANDLER_HELP}  --delete-handled     with --handler: take out what these handlers succeeded with (default: it is kept, and can be run
                       again, since the other handlers have not run)
  --function <name>    the function's name or ARN, or name:alias
  --region <region>    of AWS (default: that of the queue's URL and the streams' ARNs, else the environment's)
  --endpoint <url>     where DynamoDB Streams, Kinesis, S3 and Lambda answer, for a stand-in of AWS; on this machine it
                       needs no credentials
  --original-id        keep the records' first event ids: of idempotent handlers, only those run that were not done with
                       a record, which on this machine need the keyPrefix of the function (default: each record has an
                       id of its own, replay- and the first one; idempotent handlers that were done with it run again,
                       once, however often it is redriven)
  --delete-expired     take out, too, what cannot be redriven any more
  --dry-run            look whether the records are there; run and change nothing
  --yes                do not ask
  --json               a line of JSON for everything that happens

Needs: npm install --save-dev esbuild @aws-sdk/client-sqs @aws-sdk/client-dynamodb-streams (with --function
       @aws-sdk/client-lambda in place of esbuild; with --bucket s3://… @aws-sdk/client-s3 in place of the others; for
       batches of a Kinesis stream also @aws-sdk/client-kinesis)
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'redrive');
    const { queue, bucket, region, endpoint } = values;
    const dryRun = values['dry-run'] ?? false;
    const asJson = values.json ?? false;
    checkArguments(positionals, values.function, queue, bucket, endpoint);
    if (values['delete-handled'] && values.handler === undefined)
      throw new UsageError(
        '--delete-handled: found it without --handler, expected it with that: it is the default without',
      );
    if (!dryRun && !values.yes && !(process.stdin.isTTY && process.stdout.isTTY && !asJson))
      throw new UsageError(
        `onstream redrive: expected --yes, or --dry-run, as ${asJson ? '--json asks nothing' : 'there is no terminal to ask on'}`,
      );
    checkInstalled('onstream redrive', [targetPackage(positionals[0]), ...placePackages(queue, bucket)]);
    const say = asJson ? sayJson : sayText;
    const signal = interruptionOrClosedPipe();
    setHandlersConsole(asJson);
    process.setSourceMapsEnabled(true);
    const selected = await selectedTarget(values.handler, positionals[0], asJson);
    const target = selected ?? (await targetOf(positionals[0], values.function, { region, endpoint }));
    let progress: BatchProgress | undefined;
    try {
      const summary = await redrive({
        queue,
        bucket,
        target,
        handlers: selected?.handlers,
        deleteHandled: values['delete-handled'],
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

/** What reads the batches. Those of a queue may also be of a Kinesis stream, which only their messages tell. */
function placePackages(queue: string | undefined, bucket = ''): string[] {
  if (queue !== undefined) return ['@aws-sdk/client-sqs', '@aws-sdk/client-dynamodb-streams'];
  return isBucket(bucket) ? ['@aws-sdk/client-s3'] : [];
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

import { counted } from '../counted.js';
import type { RedriveOutcome, RedrivePlan, RedriveSummary } from '../replay/redrive/redrive.js';
import { withHandlers } from './handler-selection.js';
import { showProgress } from './show-progress.js';
import { printJson, printLines } from './standard-output.js';

type Message =
  | ({ readonly type: 'plan'; readonly target: string; readonly dryRun: boolean } & RedrivePlan)
  | ({ readonly type: 'batch' } & RedriveOutcome)
  | ({ readonly type: 'summary' } & RedriveSummary);

export function sayJson(message: Message): void {
  printJson(message);
}

export function sayText(message: Message): void {
  printLines(...textOf(message));
}

function textOf(message: Message): string[] {
  if (message.type === 'plan') return planText(message);
  return message.type === 'batch' ? batchText(message) : [summaryText(message)];
}

function planText({ from, batches, settled, handlers, target, dryRun }: Message & { type: 'plan' }): string[] {
  const count = counted(batches, 'batch', 'batches');
  if (batches === 0) return [`${from} is empty`];
  if (dryRun) return [`${count} in ${from}, of which none is run`];
  return [`${count} in ${from}, to be run by ${withHandlers(target, handlers)}; each that succeeds is ${settled}`];
}

function batchText({
  status,
  name,
  batch,
  handled,
  failures,
  reason,
  note,
  records,
  isKept,
}: RedriveOutcome): string[] {
  const what = batch ?? name;
  const lines = {
    handled: `ok       ${what}: ${handled} handled${isKept ? ', kept' : ''}`,
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
  const ofThem = counted(records, 'record');
  return others.length === 0 && handled > 0 ? `${told[0]}, ${ofThem}` : `${told.join(', ')}; ${ofThem} handled`;
}

/** How many batches are through, as it is shown. */
export interface BatchProgress {
  update(outcome: RedriveOutcome): void;
  stop(): void;
}

export async function showBatches(of: number, dryRun: boolean, asJson: boolean): Promise<BatchProgress> {
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

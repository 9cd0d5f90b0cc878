import type { TouchPlan } from '../replay/touch/plan-touch.js';
import type { TouchSummary } from '../replay/touch/touch-all.js';
import { itemsText, planLines, rateText } from './plan-text.js';
import { completeText, resumedText, tellFailures, tellRest } from './replay-ending.js';
import { printJson, printLines } from './standard-output.js';

interface Told {
  readonly isJson: boolean;
  readonly checkpoint: string | undefined;
}

export function tellPlan(plan: TouchPlan, { rate, checkpoint, isJson }: Told & { rate: string | undefined }): void {
  const { table, attribute, selection, segments, itemCount, warnings, resumed } = plan;
  if (isJson) {
    const { name, arn, stream } = table;
    printLine({
      type: 'plan',
      command: 'touch',
      table: name,
      tableArn: arn,
      stream: stream ?? null,
      selection,
      segments,
      itemCount: itemCount ?? null,
      attribute,
      rate: rate ?? null,
      checkpoint: checkpoint ?? null,
      resumed: resumed ?? null,
      warnings,
    });
    return;
  }
  const rows = {
    table: `${table.name} (${table.arn})`,
    stream: table.stream?.viewType ?? 'none',
    items: itemsText(plan),
    writes: `adds 1 to ${attribute} of each item that still exists`,
    fires: 'a MODIFY for each; its old image is the item as it is now, so old images differ from the first run',
    rate: rateText(rate, 'as fast as the table takes it'),
    checkpoint: checkpointRow(plan, checkpoint),
  };
  printLines(...planLines('Touch items', rows, warnings));
}

function checkpointRow({ resumed }: TouchPlan, checkpoint: string | undefined): string {
  if (checkpoint === undefined) return 'none: what is interrupted begins anew, and touches again what it had touched';
  if (resumed === undefined) return checkpoint;
  const { touched, gone, skipped, failed } = resumed;
  return resumedText(checkpoint, resumed, { touched, gone, skipped, failed });
}

export function tellComplete(
  resumed: NonNullable<TouchPlan['resumed']>,
  checkpoint: string | undefined,
  isJson: boolean,
): number {
  if (isJson) printLine({ type: 'summary', ...resumed, left: 0 });
  else printLines(completeText(resumed, 'touch', checkpoint));
  return resumed.failed === 0 ? 0 : 1;
}

interface Ending {
  readonly resumed: TouchPlan['resumed'];
  readonly isDryRun: boolean;
  readonly isInterrupted: boolean;
}

export function tellSummary(
  summary: TouchSummary,
  { isJson, isDryRun, checkpoint, resumed, isInterrupted }: Told & Ending,
): number {
  const { read, selected, touched, gone, skipped, failed, throttled, left, isComplete, failures, error } = summary;
  const code = isComplete && failed === 0 ? 0 : isInterrupted && error === undefined ? 130 : 1;
  const message = error instanceof Error ? error.message : error;
  if (isJson) {
    printLine({ type: 'summary', isDryRun, ...summary, error: message });
    return code;
  }
  const failedItems = failures.map(({ key, reason }) => `${key}: ${reason}`);
  tellFailures(failedItems, failed, message);
  if (isDryRun) {
    const verb = isComplete ? 'Would touch' : 'Stopped; would have touched';
    const more = resumed && resumed.again > 0 ? `, and try again ${resumed.again} that failed` : '';
    const failing = failed - (resumed?.failed ?? 0);
    printLines(
      `${verb} ${selected - touched - gone - skipped - failed} of ${read} items${more}${failing > 0 ? `; ${failing} would fail` : ''}. Nothing was written.`,
    );
    return code;
  }
  const counts = [
    `${touched} touched`,
    `${gone} gone`,
    `${skipped} skipped`,
    `${failed} failed`,
    ...(left > 0 ? [`${left} left`] : []),
  ];
  printLines(
    `${isComplete ? 'Done' : 'Stopped'}: ${selected} of ${read} items selected: ${counts.join(', ')}; throttled ${throttled} times.`,
  );
  if (skipped > 0)
    printLines('Skipped are items whose revision another program changed meanwhile, which fired the stream.');
  tellRest(summary, checkpoint);
  return code;
}

function printLine(line: object): void {
  printJson(line);
}

import type { RunSummary } from '../replay/run/deliver-items.js';
import type { ReplayRunPlan } from '../replay/run/plan-run.js';
import { itemsText, planLines, rateText } from './plan-text.js';
import { completeText, resumedText, tellFailures, tellRest } from './replay-ending.js';
import { printJson, printLines } from './standard-output.js';

interface Told {
  readonly isJson: boolean;
  readonly checkpoint: string | undefined;
  readonly rate: string | undefined;
  /** What the items are handed to. */
  readonly to: string;
}

type Resumed = NonNullable<ReplayRunPlan['resumed']>;

export function tellRunPlan(plan: ReplayRunPlan, { isJson, checkpoint, rate, to }: Told): void {
  const { table, as, batchSize, handlers, selection, segments, itemCount, warnings, resumed } = plan;
  if (isJson) {
    printLine({
      type: 'plan',
      command: 'run',
      to,
      table: table.name,
      tableArn: table.arn,
      as,
      batchSize,
      handlers: handlers ?? null,
      selection,
      segments,
      itemCount: itemCount ?? null,
      rate: rate ?? null,
      checkpoint: checkpoint ?? null,
      resumed: resumed ?? null,
      warnings,
    });
    return;
  }
  const rows = {
    table: `${table.name} (${table.arn})`,
    items: itemsText(plan),
    to: `${to}, as ${as} in batches of ${batchSize}`,
    writes: 'nothing to the table; what the handlers do is up to them',
    rate: rateText(rate, 'as fast as they are handled'),
    checkpoint: checkpointText(resumed, checkpoint),
  };
  printLines(...planLines('Run handlers', rows, warnings));
}

function checkpointText(resumed: Resumed | undefined, checkpoint: string | undefined): string {
  if (checkpoint === undefined) return 'none: what is interrupted begins anew';
  if (resumed === undefined) return checkpoint;
  const { handled, gone, failed } = resumed;
  return resumedText(checkpoint, resumed, { handled, gone, failed });
}

export function tellRunComplete(resumed: Resumed, { isJson, checkpoint }: Told): number {
  if (isJson) printLine({ type: 'summary', ...resumed });
  else printLines(completeText(resumed, 'run', checkpoint));
  return resumed.failed === 0 ? 0 : 1;
}

export function tellRunSummary(
  summary: RunSummary,
  { isJson, isDryRun, checkpoint, isInterrupted }: Told & { isDryRun: boolean; isInterrupted: boolean },
): number {
  const { read, selected, handled, gone, failed, again, isComplete, failures, error } = summary;
  const code = isComplete && failed === 0 ? 0 : isInterrupted && error === undefined ? 130 : 1;
  const message = error instanceof Error ? error.message : error;
  if (isJson) {
    printLine({ type: 'summary', isDryRun, ...summary, error: message });
    return code;
  }
  const failedItems = failures.map(({ key, eventID, reason }) => `${key} (event ${eventID}): ${reason}`);
  tellFailures(failedItems, failed, message);
  if (isDryRun) {
    const verb = isComplete ? 'Would hand over' : 'Stopped; would have handed over';
    const more = again > 0 ? `, and again ${again} that failed` : '';
    printLines(`${verb} ${selected - handled - gone - failed} of ${read} items${more}. No handler was run.`);
    return code;
  }
  printLines(
    `${isComplete ? 'Done' : 'Stopped'}: ${selected} of ${read} items selected: ${handled} handled, ${gone} gone, ${failed} failed.`,
  );
  tellRest(summary, checkpoint);
  return code;
}

function printLine(line: object): void {
  printJson(line);
}

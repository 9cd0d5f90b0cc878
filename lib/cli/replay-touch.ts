import { checkInstalled } from '../loading/optional-package.js';
import { parseRate } from '../replay/rate.js';
import { planTouch, type TouchPlan } from '../replay/touch/plan-touch.js';
import type { TouchProgress } from '../replay/touch/touch-all.js';
import type { Command } from './command.js';
import { confirm } from './confirm.js';
import { interruptionOrClosedPipe } from './interruption.js';
import { parseOptions } from './parse-options.js';
import { LOCATION_HELP, SELECTION_HELP, SELECTION_OPTIONS, selectionOf } from './replay-selection.js';
import { tellComplete, tellPlan, tellSummary } from './replay-touch-report.js';
import { showProgress } from './show-progress.js';
import { printLines } from './standard-output.js';
import { asUsage, UsageError } from './usage-error.js';

const OPTIONS = {
  ...SELECTION_OPTIONS,
  attribute: { type: 'string' },
  rate: { type: 'string' },
  checkpoint: { type: 'string' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const replayTouchCommand: Command = {
  summary: "fire a table's own stream again",
  help: `Usage: onstream replay touch --table name [options]

Fires a table's stream again, by adding 1 to a revision attribute of items that exist: each by one atomic update, which is
refused where the item was deleted meanwhile, or its revision changed. No concurrent write is lost, no deleted item comes
back. Each touch is a MODIFY, whose old image is the item as it is now.

Exits with 0 where no item failed, 1 where one did, or you answered no, 2 for arguments that it does not know, 130 after
Ctrl-C.

${SELECTION_HELP}
  --attribute <name>   the attribute to add 1 to, which nothing else should use (default: revision)
  --rate <number>      at most so many items a second, such as 200, or write capacity units, such as 200wcu; falls while
                       DynamoDB throttles (default: as fast as the table takes it)
  --checkpoint <file>  note down there how far it is, and go on from there: after Ctrl-C, and after a crash; tries again
                       what failed before (1000 items at most)
  --yes                do it without asking
  --dry-run            read and count, and write nothing
${LOCATION_HELP}  --json               a line of JSON for the plan, for progress and for the summary

Needs: npm install --save-dev @aws-sdk/client-dynamodb (and cli-progress, for a bar)
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'replay touch');
    if (positionals.length > 0)
      throw new UsageError(`onstream replay touch: found ${positionals.join(' ')}, expected options alone`);
    const { attribute, checkpoint, json: isJson = false, yes = false, 'dry-run': isDryRun = false } = values;
    const rate = values.rate === undefined ? undefined : asUsage(() => parseRate(values.rate ?? '', '--rate'));
    const signal = interruptionOrClosedPipe();
    const selection = selectionOf(values, 'replay touch');
    checkInstalled('onstream replay touch', ['@aws-sdk/client-dynamodb']);
    const plan = await planTouch({ ...selection, attribute, checkpoint, rate });
    try {
      tellPlan(plan, { rate: values.rate, checkpoint, isJson });
      if (plan.resumed?.isComplete) return tellComplete(plan.resumed, checkpoint, isJson);
      if (!isDryRun && !yes && !(await confirm('Touch these items?', signal, isJson))) {
        printLines('Nothing was touched.');
        return 1;
      }
      const display = await showProgress('items', isJson ? 'json' : 'auto', begunAt(plan));
      const summary = await plan
        .run({
          signal,
          isDryRun,
          onProgress: ({ read, selected, left, touched, gone, skipped, failed, throttled }) => {
            const counts = { touched, gone, skipped, failed, throttled };
            display.update({ done: doneOf(plan, { read, selected, left }), of: plan.itemCount, counts });
          },
        })
        .finally(() => display.stop());
      const { resumed } = plan;
      return tellSummary(summary, { isJson, isDryRun, checkpoint, resumed, isInterrupted: signal.aborted });
    } finally {
      plan.close();
    }
  },
};

/** Of a table whose size is known, the items that are passed over count as done. */
function doneOf({ itemCount }: TouchPlan, { read, selected, left }: Pick<TouchProgress, 'read' | 'selected' | 'left'>) {
  return (itemCount === undefined ? selected : read) - left;
}

/** What an earlier run has done. */
function begunAt(plan: TouchPlan): number {
  if (plan.resumed === undefined) return 0;
  const { read, selected, touched, gone, skipped, failed } = plan.resumed;
  return doneOf(plan, { read, selected, left: selected - touched - gone - skipped - failed });
}

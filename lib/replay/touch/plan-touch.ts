import { openProgress, type ResumedRun } from '../open-progress.js';
import { createPacer, type Rate } from '../rate.js';
import { describeReplayTable, type ReplayTable } from '../selection/replay-table.js';
import { selectItems } from '../selection/select-items.js';
import type { Selection } from '../selection/selection.js';
import { identityOf } from '../selection/selection-identity.js';
import { connectTable, type TableLocation } from '../table-client.js';
import { checkAttribute, checkFirstItems } from './check-attribute.js';
import { COUNTED, type TouchCounts, type TouchRunOptions, type TouchSummary, touchAll } from './touch-all.js';

export interface TouchOptions extends Selection, TableLocation {
  readonly table: string;
  /** The attribute to add 1 to. @default 'revision' */
  readonly attribute?: string | undefined;
  /** @default as fast as the table takes it */
  readonly rate?: Rate | undefined;
  /**
   * A file that tells how far the run has come; a run that was ended, or has crashed, is taken up from there, and tries
   * again what failed: the first 1,000 items.
   */
  readonly checkpoint?: string | undefined;
}

/** What a touch is going to do. Nothing is written before `run`. */
export interface TouchPlan {
  readonly table: ReplayTable;
  readonly attribute: string;
  /** What narrows the items. */
  readonly selection: readonly string[];
  readonly segments: number;
  /** About how many items will be read; `undefined` where that is not known. */
  readonly itemCount: number | undefined;
  readonly warnings: readonly string[];
  /** What an earlier run did, which is taken up again. */
  readonly resumed: ResumedRun<keyof TouchCounts> | undefined;
  run(options?: TouchRunOptions): Promise<TouchSummary>;
  /** Lets go of the connections, and lets another run have the checkpoint. */
  close(): void;
}

const ATTRIBUTE = 'revision';

/** How many updates of a segment are in flight at most. */
const AT_ONCE = 16;
const MAX_SOCKETS = 256;

/** So many items are looked at before anything is planned. */
const FIRST_ITEMS = 100;

/**
 * Looks at the table, the options and the checkpoint, and says what `touch` would do.
 *
 * @throws ConfigurationError where that cannot be done: there is no such table or index, the attribute is a key, the
 * first items hold no number in it, the checkpoint is that of another run, DynamoDB cannot be reached
 */
export async function planTouch(options: TouchOptions): Promise<TouchPlan> {
  const { attribute = ATTRIBUTE, checkpoint, rate } = options;
  const client = await connectTable(options, MAX_SOCKETS);
  try {
    const table = await describeReplayTable(client, options.table, options);
    const unknown = await checkAttribute(attribute, table, client);
    const pacer = createPacer(rate);
    const selecting = { ...options, client, table, selection: options, attributes: [attribute], pacer };
    const selected = selectItems(selecting);
    const first = selectItems({ ...selecting, selection: { ...options, segments: 1 }, pageItems: FIRST_ITEMS });
    await checkFirstItems(first, table, attribute);

    const identity = { command: 'touch', attribute, ...identityOf(options, table, selected.segments) };
    const { progress, resumed, save, close } = await openProgress(checkpoint, identity, selected.segments, COUNTED);
    return {
      table,
      attribute,
      selection: selected.description,
      segments: selected.segments,
      itemCount: selected.isWholeTable ? table.itemCount : undefined,
      warnings: [
        ...(table.stream ? [] : [`The table ${table.name} has no stream: nothing will fire.`]),
        ...(unknown === undefined ? [] : [unknown]),
        ...selected.warnings,
      ],
      resumed,
      run: (runOptions = {}) =>
        touchAll({
          ...runOptions,
          toucher: { client, table, attribute, pacer },
          selected,
          progress,
          atOnce: Math.max(1, Math.min(AT_ONCE, Math.floor(MAX_SOCKETS / selected.segments))),
          save: async () => (runOptions.isDryRun ? undefined : save()),
          endpoint: options.endpoint,
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

/**
 * Fires a table's stream again, by adding 1 to an attribute of items that exist. Each item is changed by one atomic
 * UpdateItem, which is conditional on the item's existence and on its revision being the one that was read: a concurrent
 * write is never lost, a deleted item never comes back, and an item is not touched twice by one run, also if the run was
 * killed and taken up again. The exception is an item that another program puts back, with the revision that it had
 * before the touch, between the crash and the resumption.
 *
 * @returns what became of each item that was read, also where the run ended early: `error` tells why.
 * @throws ConfigurationError where it cannot begin
 * @example
 * ```ts
 * const { touched, failed } = await touch({ table: 'Orders', where: { status: ['PAID'] }, checkpoint: 'orders.json' });
 * ```
 */
export async function touch(options: TouchOptions & TouchRunOptions): Promise<TouchSummary> {
  const plan = await planTouch(options);
  try {
    return await plan.run(options);
  } finally {
    plan.close();
  }
}

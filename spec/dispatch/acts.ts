import assert from 'node:assert/strict';

/** Something that a handler did about a record, or that was decided about it. */
export interface Act {
  /** The position of the record. */
  readonly record: number;
  /** The position of the handler among those of the record. */
  readonly handler: number;
  readonly what: 'begins' | 'fails' | End;
  readonly at: number;
  /** The position among all acts. */
  readonly order: number;
  /** Grows whenever all that could happen has happened, and nothing is left but to let time pass. */
  readonly moment: number;
}

type End = 'does its work' | 'is skipped' | 'is to retry';

/** How one delivery of a record went. */
export interface Course {
  /** When its first handler began. */
  readonly begun: Act | undefined;
  /** When the last one was done with; `undefined` if that has not happened. */
  readonly settled: Act | undefined;
  /** Whether it counts as handled, once settled. */
  readonly well: boolean;
}

/** How a record went, which so many handlers wanted. */
export function courseOf(record: number, handlers: number, acts: readonly Act[]): Course {
  const own = acts.filter((act) => act.record === record);
  const ends = own.filter(isEnd);
  return {
    begun: own.find(({ what }) => what === 'begins'),
    settled: ends.length === handlers ? ends.at(-1) : undefined,
    well: ends.every(({ what }) => what !== 'is to retry'),
  };
}

export function isEnd({ what }: Act): boolean {
  return what !== 'begins' && what !== 'fails';
}

/** What one item went through: whatever has begun ends before the next begins. */
export function assertOneAtATime(acts: readonly Act[]): void {
  let open: Act | undefined;
  for (const act of acts) {
    if (act.what === 'begins') assert.equal(open, undefined, `${say(act)} while ${open && say(open)}`);
    else assert.ok(open?.record === act.record && open.handler === act.handler, say(act));
    open = isEnd(act) ? undefined : act;
  }
}

/** Of one delivery: an item's records in stream order, and a record's handlers in the order of their declaration. */
export function assertInOrder(acts: readonly Act[]): void {
  const begins = acts.filter(({ what }) => what === 'begins');
  for (const [index, { record, handler }] of begins.entries()) {
    const previous = begins[index - 1];
    const next = previous?.record === record ? previous.handler + 1 : 0;
    assert.ok(previous === undefined || previous.record <= record, `record ${record} after ${previous?.record}`);
    assert.equal(handler, next, `the handlers of record ${record} are out of order`);
  }
}

function say({ record, handler, what, at }: Act): string {
  return `handler ${handler} of record ${record} ${what} at ${at} ms`;
}

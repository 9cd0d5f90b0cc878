import fc from 'fast-check';
import {
  type DeliveredRecord,
  insert,
  kinesisEvent,
  modify,
  pipesEvent,
  remove,
  streamEvent,
} from '../../lib/testing/index.js';

/** What a handler does about one record. */
export interface Deed {
  /** Milliseconds for which it keeps the thread busy before it first yields. */
  readonly busyMs: number;
  /** Milliseconds that it waits then; `undefined` if it never yields, infinite if it never ends. */
  readonly waitsMs: number | undefined;
  /** Whether it ends with an error when the signal aborts. */
  readonly heedsSignal: boolean;
  /** How often it fails before it does its work. */
  readonly failures: number;
  /** What `onError` says of its failures. */
  readonly onError: { readonly answer: 'retry' | 'skip' | 'throw'; readonly waitsMs: number | undefined };
}

/** One record, and what its handlers do about it; no deed, and no handler wants it. */
export interface Step {
  readonly table: string;
  readonly key: object;
  readonly kind: 'insert' | 'modify' | 'remove';
  readonly deeds: readonly Deed[];
}

export type SourceName = 'stream' | 'kinesis' | 'pipe' | 'pipe of kinesis';

/** An event, and what names each of its records in a partial batch response. */
export interface Delivery {
  readonly event: unknown;
  readonly identifiers: readonly (string | undefined)[];
}

/** The handlers of a scenario; a record has a deed for the first few of them. */
export const HANDLERS = 3;

// The attributes of a key stand in no particular order.
const keys: object[] = [
  { pk: 'a', sk: 1 },
  { sk: 1, pk: 'a' },
  { pk: 'a', sk: 2 },
  { pk: Uint8Array.of(1), sk: 1 },
];

const ms = fc.nat({ max: 6 });

const deed: fc.Arbitrary<Deed> = fc.record({
  busyMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: ms }),
  waitsMs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 10, arbitrary: ms },
    { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  ),
  heedsSignal: fc.boolean(),
  failures: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
  ),
  onError: fc.record({
    answer: fc.constantFrom('retry', 'retry', 'skip', 'throw'),
    waitsMs: fc.option(ms, { nil: undefined }),
  }),
});

const step: fc.Arbitrary<Step> = fc.record({
  table: fc.constantFrom('A', 'A', 'B'),
  key: fc.constantFrom(...keys),
  kind: fc.constantFrom('insert', 'modify', 'remove'),
  deeds: fc.array(deed, { maxLength: HANDLERS, size: 'max' }),
});

/** Batches of records of few items, with handlers that may fail but come to an end. */
export const steps: fc.Arbitrary<Step[]> = fc.array(step.map(ending), { maxLength: 12, size: 'max' });

/** The same with handlers that may never end. */
export const endlessSteps: fc.Arbitrary<Step[]> = fc.array(step, { maxLength: 12, size: 'max' });

export const concurrency = fc.integer({ min: 1, max: 5 });

export const source: fc.Arbitrary<SourceName> = fc.constantFrom('stream', 'kinesis', 'pipe', 'pipe of kinesis');

function ending(one: Step): Step {
  const deeds = one.deeds.map((each) => ({
    ...each,
    waitsMs: Number.isFinite(each.waitsMs) ? each.waitsMs : undefined,
  }));
  return { ...one, deeds };
}

/** Which item a step is about: its table, and its key whatever the order of the attributes. */
export function itemOf({ table, key }: Step): string {
  return JSON.stringify([table, Object.entries(key).sort()]);
}

/** The wire records of steps; `n` in an item is the position of its step. */
export function wireRecords(all: readonly Step[]): DeliveredRecord[] {
  return all.map(({ table, key, kind }, n) => {
    const item = { ...key, n };
    const options = { table, keys: ['pk', 'sk'] };
    if (kind === 'insert') return insert(item, options);
    return kind === 'remove' ? remove(item, options) : modify({ ...key, n, old: true }, item, options);
  });
}

export function deliver(name: SourceName, records: readonly DeliveredRecord[]): Delivery {
  if (name === 'stream') {
    return { event: streamEvent(...records), identifiers: records.map(({ dynamodb }) => dynamodb.SequenceNumber) };
  }
  if (name === 'pipe') return { event: pipesEvent(...records), identifiers: records.map(({ eventID }) => eventID) };
  const event = kinesisEvent(...records);
  if (name === 'kinesis') return { event, identifiers: event.Records.map(({ kinesis }) => kinesis.sequenceNumber) };
  return { event: pipesEvent(...event.Records), identifiers: event.Records.map(({ eventID }) => eventID) };
}

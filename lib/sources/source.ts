import type { WireRecord } from '../records/wire.js';

/** What an event of one kind looks like: the seam between the ways in which records arrive and everything else. */
export interface Source {
  /**
   * The wire record inside an element of the event.
   *
   * @throws InvalidEventError where there is none.
   */
  readonly open: (raw: unknown) => WireRecord;
  /** What names the record in a partial batch response; `undefined` where the record lacks it. */
  readonly identifierOf: (raw: unknown) => string | undefined;
}

/** The records of one invocation, and what they are. */
export interface Batch {
  readonly source: Source;
  readonly records: readonly unknown[];
}

/** The fields of a value that may be anything at all. Not with `Object(value)`: that costs 3 ns, and each record asks. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return (value ?? {}) as Readonly<Record<string, unknown>>;
}

/** A field of such a value, where it is text that says something. */
export function textField(value: unknown, name: string): string | undefined {
  const text = fieldsOf(value)[name];
  return typeof text === 'string' && text ? text : undefined;
}

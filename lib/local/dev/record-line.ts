import type { DynamoDBRecord } from 'aws-lambda';
import type { Change } from '../../records/diff.js';
import { tableOf } from '../../records/images.js';
import { numberConverter } from '../../records/number.js';
import { tableReader } from '../../records/view.js';
import type { WireRecord } from '../../records/wire.js';
import { viewOf } from '../../routing/match.js';

/** What became of a record in one invocation. */
export type Fate =
  | 'ok'
  /** No handler wanted it. */
  | 'unwanted'
  | 'failed'
  /** A handler failed, and `onError` skipped the record. */
  | 'dropped'
  /** The invocation ended before it: it is delivered again. */
  | 'not handled';

/** One record of one invocation, as it is shown. */
export interface RecordLine {
  readonly time: string;
  readonly eventName: string;
  readonly eventID: string | undefined;
  readonly table: string | undefined;
  readonly keys: unknown;
  /** What a MODIFY changed, where both images are there. */
  readonly changes: readonly Change[];
  readonly handlers: readonly string[];
  readonly durationMs: number;
  readonly fate: Fate;
}

const readNumber = numberConverter('native');

/** Describes a record; what its images do not tell is left out. */
export function recordLine(
  record: DynamoDBRecord,
  ran: Pick<RecordLine, 'handlers' | 'durationMs' | 'fate'>,
  time: Date,
): RecordLine {
  const wire = record as WireRecord;
  const table = tableOf(wire);
  const view = viewOf(record, wire, tableReader(table, readNumber));
  const { dynamodb } = wire;
  const hasBoth = dynamodb?.OldImage !== undefined && dynamodb.NewImage !== undefined;
  return {
    time: time.toISOString(),
    eventName: record.eventName ?? 'unknown',
    eventID: record.eventID,
    table,
    keys: sorted(view.keys),
    changes: hasBoth ? view.changes : [],
    ...ran,
  };
}

/** Engines give the keys in any order, in each record another one. */
function sorted(keys: object): object {
  return Object.fromEntries(Object.entries(keys).sort(([one], [other]) => (one < other ? -1 : 1)));
}

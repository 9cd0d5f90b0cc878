import { found, InvalidEventError } from '../errors.js';
import type { StreamRecord } from '../records/stream-record.js';
import type { HandlerContext } from '../routing/handler.js';

/**
 * One handler's work on one record: what it is known by in the store. The store keeps a hash of it, so that its key has
 * the same length whatever the names in it are.
 */
export interface Work {
  /** The stream that delivers the record; absent where the record names none. */
  readonly stream?: string;
  /** The table, where the stream carries the changes of any number of tables. */
  readonly table?: string;
  readonly eventID: string;
  readonly handler: string;
}

/**
 * Names a handler's work on a record by the stream's ARN, the event id and the handler. An event id alone does not do:
 * AWS promises unique ones for each stream, and DynamoDB engines count them for each table, from 1 on after every start.
 * The ARN of a table's stream holds the time of its creation, so that a new stream of the same table is another one.
 *
 * @throws InvalidEventError where the record has no id, since then nothing tells it from any other
 */
export function workOf({ eventID, streamArn, table }: StreamRecord, { handler }: HandlerContext): Work {
  if (typeof eventID !== 'string' || eventID === '')
    throw new InvalidEventError(
      `Record: found eventID ${found(eventID)}, expected text, to run each handler once for it`,
    );
  return { ...streamOf(streamArn, table), eventID, handler: handler.id };
}

const KINESIS = /^arn:[\w-]+:kinesis:/;

/** Duplicates in a Kinesis stream share its ARN, the table and the event id, and nothing of their places in it. */
function streamOf(streamArn: unknown, table: string | undefined): Pick<Work, 'stream' | 'table'> {
  const stream = typeof streamArn === 'string' && streamArn !== '' ? streamArn : undefined;
  if (stream !== undefined && !KINESIS.test(stream)) return { stream };
  return {
    // A registered consumer reads the same stream, which a failure destination names without it.
    ...(stream !== undefined && { stream: stream.replace(/\/consumer\/.*$/s, '') }),
    ...(table !== undefined && { table }),
  };
}

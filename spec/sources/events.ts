import { type BatchOutcome, bootstrap, type StreamHandler, type StreamRecord, stream } from '../../lib/index.js';
import { type DeliveredRecord, insert, kinesisEvent, pipesEvent, streamEvent } from '../../lib/testing/index.js';
import { silent } from '../records/views.js';

/** A kind of event: how records get into it, its elements, and what names an element in a response. */
export interface Kind {
  readonly name: string;
  readonly elements: (...records: DeliveredRecord[]) => readonly object[];
  readonly event: (elements: readonly unknown[]) => unknown;
  readonly identifierOf: (element: object) => unknown;
}

const bare = (elements: readonly unknown[]) => elements;
const wrapped = (Records: readonly unknown[]) => ({ Records });
const field = (element: unknown, name: string): unknown => Reflect.get(Object(element), name);

/** Every kind of event that a handler can be given. */
export const KINDS: readonly Kind[] = [
  {
    name: 'a DynamoDB stream',
    elements: (...records) => streamEvent(...records).Records,
    event: wrapped,
    identifierOf: (element) => field(field(element, 'dynamodb'), 'SequenceNumber'),
  },
  {
    name: 'a Kinesis stream',
    elements: (...records) => kinesisEvent(...records).Records,
    event: wrapped,
    identifierOf: (element) => field(field(element, 'kinesis'), 'sequenceNumber'),
  },
  {
    name: 'a pipe over a DynamoDB stream',
    elements: (...records) => pipesEvent(...records),
    event: bare,
    identifierOf: (element) => field(element, 'eventID'),
  },
  {
    name: 'a pipe over a Kinesis stream',
    elements: (...records) => pipesEvent(...kinesisEvent(...records).Records),
    event: bare,
    identifierOf: (element) => field(element, 'eventID'),
  },
  {
    name: 'a pipe that nests its Kinesis records',
    elements: (...records) => kinesisEvent(...records).Records,
    event: bare,
    identifierOf: (element) => field(element, 'eventID'),
  },
];

/** Three inserts, of items 1, 2 and 3. */
export const three = () => [insert({ id: 1 }), insert({ id: 2 }), insert({ id: 3 })] as const;

/** A handler that reads everything of a record and fails on the items named. */
export function readingHandler(failing: readonly unknown[] = [], options = {}): StreamHandler & { seen: unknown[] } {
  const seen: unknown[] = [];
  const read = ({ keys, newImage, changes }: StreamRecord) => {
    const { id } = Object(newImage);
    seen.push(id);
    if (failing.includes(id)) throw new Error('down');
    return [keys, changes];
  };
  return Object.assign(bootstrap(stream().onAny(read), { logger: silent, ...options }), { seen });
}

/** The messages of all that failed. */
export function messagesOf({ failures }: BatchOutcome): string[] {
  return failures.flatMap(({ errors }) => errors.map(({ message }) => message));
}

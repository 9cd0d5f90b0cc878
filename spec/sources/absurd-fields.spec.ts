import { expect } from 'chai';
import { bootstrap, stream } from '../../lib/index.js';
import { silent } from '../records/views.js';
import { three } from './events.js';
import { text } from './secrets.js';

/** What `String()` throws at. */
const NO_TEXT = { toString: 'x', valueOf: 'x' };

const ABSURD: readonly unknown[] = [NO_TEXT, [NO_TEXT], {}, [], 5, true, null, 'x'];

const OF_THE_RECORD = [
  'eventID',
  'eventName',
  'eventSource',
  'eventSourceARN',
  'awsRegion',
  'tableName',
  'userIdentity',
];
const OF_THE_CHANGE = ['SequenceNumber', 'ApproximateCreationDateTime', 'SizeBytes', 'StreamViewType'];

describe('a record with a field that is not of its type', () => {
  const edits = {
    record: (record: object, fields: object) => ({ ...record, ...fields }),
    change: (record: object, fields: object) => ({
      ...record,
      dynamodb: { ...Object(Reflect.get(record, 'dynamodb')), ...fields },
    }),
  };
  const places = [
    ...OF_THE_RECORD.map((name) => [name, edits.record] as const),
    ...OF_THE_CHANGE.map((name) => [name, edits.change] as const),
  ];
  for (const [name, edit] of places) {
    for (const value of ABSURD) {
      it(`crashes no batch, whether handled, skipped or failed: ${name} is ${text(value)}`, async () => {
        for (const concurrency of [1, 3]) {
          for (const fails of [false, true]) {
            const seen: unknown[] = [];
            const handlers = [
              stream({ name: 'named', table: /./ }).onAny(({ keys }) => keys),
              stream({ name: 'all' }).onAny(({ keys, table, createdAt, newImage }) => {
                const { id } = Object(keys);
                seen.push(id);
                if (fails && id === 2) throw new Error(`${typeof table} ${typeof createdAt} ${typeof newImage}`);
              }),
            ];
            const [first, second, last] = three();
            const event = { Records: [first, edit(second, { [name]: value }), last] };
            const options = { logger: silent, concurrency };
            const skipping = bootstrap(handlers, { ...options, onError: () => 'skip' });
            const { handled, skipped } = await skipping.dispatch(event);
            expect(handled + skipped).to.equal(3);
            expect(seen.splice(0)).to.include.members([1, 3]);
            const { failures, checkpoint } = await bootstrap(handlers, options).dispatch(event);
            expect(checkpoint === undefined).to.equal(failures.length === 0);
            expect(seen).to.include(1);
          }
        }
      });
    }
  }
});

import assert from 'node:assert/strict';
import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { expect } from 'chai';
import fc from 'fast-check';
import { bootstrap, type StreamRecord, stream } from '../../lib/index.js';
import { sameNumber } from '../../lib/records/decimal.js';
import {
  type DeliveredRecord,
  expire,
  insert,
  kinesisEvent,
  lambdaContext,
  modify,
  pipesEvent,
  remove,
  streamEvent,
} from '../../lib/testing/index.js';

const sources: [string, (...records: DeliveredRecord[]) => unknown][] = [
  ['streamEvent', streamEvent],
  ['kinesisEvent', kinesisEvent],
  ['pipesEvent of stream records', (...records) => pipesEvent(...records)],
  ['pipesEvent of Kinesis records', (...records) => pipesEvent(...kinesisEvent(...records).Records)],
];

/** The records that a handler is given of an event that came as JSON. */
async function received(event: unknown): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  const handler = bootstrap(stream().onAny((record) => void records.push(record)));
  const outcome = await handler.dispatch(JSON.parse(JSON.stringify(event)), lambdaContext());
  assert.deepEqual(outcome.failures, []);
  return records;
}

for (const [name, toEvent] of sources) {
  describe(`bootstrap, given a ${name}`, () => {
    const createdAt = new Date('2026-03-01T12:00:00Z');
    const options = { table: 'Orders', keys: ['id'], createdAt };
    const paid = { status: 'PAID', id: 7 };
    const shipped = { status: 'SHIPPED', id: 7 };

    it('hands on every kind of record', async () => {
      const made = [
        insert(paid, options),
        modify(paid, shipped, options),
        remove(paid, options),
        expire(paid, options),
      ];
      const records = await received(toEvent(...made));
      const images = records.map(({ eventName, newImage, oldImage }) => ({ eventName, newImage, oldImage }));
      assert.deepEqual(images, [
        { eventName: 'INSERT', newImage: paid, oldImage: undefined },
        { eventName: 'MODIFY', newImage: shipped, oldImage: paid },
        { eventName: 'REMOVE', newImage: undefined, oldImage: paid },
        { eventName: 'REMOVE', newImage: undefined, oldImage: paid },
      ]);
      const removedBy = records.map((record) => (record.eventName === 'REMOVE' ? record.removedBy : undefined));
      assert.deepEqual(removedBy, [undefined, undefined, 'user', 'ttl']);
      for (const [index, record] of records.entries()) {
        const { table, keys, awsRegion, sizeBytes } = record;
        assert.deepEqual({ table, keys, awsRegion }, { table: 'Orders', keys: { id: 7 }, awsRegion: 'us-east-1' });
        assert.deepEqual(record.createdAt, createdAt);
        assert.equal(sizeBytes, made[index]?.dynamodb.SizeBytes);
      }
    });

    it('hands on sequence numbers that are in order', async () => {
      const records = await received(toEvent(insert({ id: 1 }), insert({ id: 2 }), insert({ id: 3 })));
      const numbers = records.map(({ sequenceNumber }) => BigInt(sequenceNumber));
      const [first = 0n, second = 0n, third = 0n] = numbers;
      expect(first < second && second < third).to.equal(true);
    });
  });
}

describe('bootstrap, where a record of a batch fails', () => {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const handler = bootstrap(
    stream().onAny({ keys: { id: 2 } }, () => {
      throw new Error('down');
    }),
    { logger: silent },
  );
  const records = () => [insert({ id: 1 }), insert({ id: 2 }), insert({ id: 3 })];

  it('hands back its sequence number in a DynamoDB stream', async () => {
    const event = streamEvent(...records());
    const { checkpoint } = await handler.dispatch(event);
    expect(checkpoint).to.be.a('string').that.equals(event.Records[1]?.dynamodb?.SequenceNumber);
  });

  it('hands back its sequence number in a Kinesis stream', async () => {
    const event = kinesisEvent(...records());
    const { checkpoint } = await handler.dispatch(event);
    expect(checkpoint).to.be.a('string').that.equals(event.Records[1]?.kinesis.sequenceNumber);
  });

  it('hands back its eventID to a pipe', async () => {
    for (const batch of [pipesEvent(...records()), pipesEvent(...kinesisEvent(...records()).Records)]) {
      const { checkpoint } = await handler.dispatch(batch);
      expect(checkpoint).to.be.a('string').that.equals(batch[1]?.eventID);
    }
  });
});

describe('an item', () => {
  type NumberLike = number | bigint | InstanceType<typeof NumberValueImpl>;

  const number: fc.Arbitrary<NumberLike> = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    fc.stringMatching(/^-?[1-9]\.\d{30}[1-9]$/).map((text) => new NumberValueImpl(text)),
  );
  const binary = fc.uint8Array({ max: 255 });
  const set = fc.oneof(
    fc.uniqueArray(fc.string(), { minLength: 1 }).map((elements) => new Set<unknown>(elements)),
    fc.uniqueArray(number, { minLength: 1, selector: String }).map((elements) => new Set<unknown>(elements)),
    fc
      .uniqueArray(binary, { minLength: 1, selector: (bytes) => bytes.join() })
      .map((elements) => new Set<unknown>(elements)),
  );
  const attributeName = fc.oneof(
    { weight: 5, arbitrary: fc.string({ minLength: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'a.b', '0', 'é') },
  );
  const { map } = fc.letrec<{ map: object; value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, true, false, ''),
      fc.string({ unit: 'grapheme' }),
      number,
      binary,
      set,
      fc.array(tie('value')),
      tie('map'),
    ),
    map: fc.dictionary(attributeName, tie('value'), { noNullPrototype: true }),
  }));

  /** What `numbers: 'native'` promises of a value. */
  function native(value: unknown): unknown {
    if (typeof value === 'bigint') return sameNumber(String(value), String(Number(value))) ? Number(value) : value;
    if (value instanceof Set) return new Set([...value].map(native));
    if (Array.isArray(value)) return value.map(native);
    if (value instanceof Uint8Array || value instanceof NumberValueImpl) return value;
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, native(inner)]));
    }
    return Object.is(value, -0) ? 0 : value;
  }

  it('survives the way through an event, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(map, fc.constantFrom(...sources), async (attributes, [, toEvent]) => {
        const item = { ...attributes, pk: 'x' };
        const [record] = await received(toEvent(insert(item)));
        assert.deepEqual(record?.newImage, native(item));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its __proto__ attributes as its own', async () => {
    const item: object = JSON.parse('{"pk": 1, "__proto__": {"__proto__": "x"}}');
    const [record] = await received(streamEvent(insert(item)));
    expect(JSON.stringify(record?.newImage)).to.equal('{"pk":1,"__proto__":{"__proto__":"x"}}');
  });
});

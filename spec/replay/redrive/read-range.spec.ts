import { expect } from 'chai';
import type { ShardRange } from '../../../lib/replay/redrive/failed-batch.js';
import { ExpiredRangeError, readRange } from '../../../lib/replay/redrive/read-range.js';
import type { ShardClient, ShardRecord } from '../../../lib/replay/redrive/shard-client.js';
import { insert } from '../../../lib/testing/index.js';
import { errorOf } from '../../local/failure/given-up.js';

/** What the embedded engine does not do: real sequence numbers, empty pages, shards that end, records that are trimmed. */
describe('readRange', () => {
  const FIRST = 100000000000000000000n;
  const range = (start: number, end: number): ShardRange => ({
    service: 'dynamodb',
    streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000',
    shardId: 'shardId-1',
    startSequenceNumber: String(FIRST + BigInt(start)),
    endSequenceNumber: String(FIRST + BigInt(end)),
    batchSize: undefined,
  });

  function recordAt(place: number): ShardRecord {
    return { sequenceNumber: String(FIRST + BigInt(place)), record: insert({ pk: String(place) }) };
  }

  /** A shard with these pages, which is open where the last one is `null`. */
  function shard(...pages: readonly (readonly number[] | null)[]): ShardClient & { reads: number } {
    return {
      reads: 0,
      iteratorAt: async () => '0',
      async next(iterator) {
        this.reads++;
        const page = pages[Number(iterator)] ?? [];
        const isOpen = Number(iterator) < pages.length - 1 || pages.at(-1) === null;
        return { records: page.map(recordAt), iterator: isOpen ? String(Number(iterator) + 1) : undefined };
      },
      close: () => undefined,
    };
  }

  const placesOf = async (client: ShardClient, start: number, end: number) =>
    (await readRange(client, range(start, end))).map((record) => Object(record).dynamodb.Keys.pk.S).map(Number);

  it('goes on over pages, also empty ones, and stops at the last record', async () => {
    const client = shard([3, 5], [], [], [8, 9, 12], [13], null);
    expect(await placesOf(client, 3, 9)).to.deep.equal([3, 5, 8, 9]);
    expect(client.reads).to.equal(4);
  });

  it('compares numbers that are longer than those of JavaScript', async () => {
    expect(await placesOf(shard([1, 2, 3]), 1, 2)).to.deep.equal([1, 2]);
  });

  it('ends with a shard that ends', async () => {
    const error = await errorOf(() => readRange(shard([1, 2]), range(1, 5)));
    expect(error.message).to.equal(`found records up to ${FIRST + 2n} only in the shard`);
  });

  it('does not wait for ever for a record that an open shard does not have', async () => {
    const error = await errorOf(() => readRange(shard(null), range(1, 5)));
    expect(error.message).to.equal('found no record in the shard');
  });

  it('tells that the first records are gone, and gives no part without them', async () => {
    const error = await errorOf(() => readRange(shard([4, 5]), range(1, 5)));
    expect(error).to.be.instanceOf(ExpiredRangeError);
    expect(error.message).to.match(/gone in part or whole, the oldest record left is 100000000000000000004$/);
  });

  it('tells that all are gone where only later records are left', async () => {
    expect(await errorOf(() => readRange(shard([8, 9]), range(1, 5)))).to.be.instanceOf(ExpiredRangeError);
  });

  for (const [name, why] of [
    ['TrimmedDataAccessException', 'its stream keeps records for 24 hours'],
    ['ResourceNotFoundException', 'there is no such shard any more'],
  ] as const) {
    it(`tells what ${name} means, of the iterator and of a read`, async () => {
      const fault = Object.assign(new Error('no'), { name });
      for (const method of ['iteratorAt', 'next'] as const) {
        const client = { ...shard([1, 2]), [method]: () => Promise.reject(fault) };
        const error = await errorOf(() => readRange(client, range(1, 2)));
        expect(error).to.be.instanceOf(ExpiredRangeError);
        expect(error.message).to.match(new RegExp(`^records .* of shardId-1 \\(Orders\\): gone, since ${why}$`));
      }
    });
  }

  it('leaves every other error as it is', async () => {
    const fault = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const client = { ...shard([1]), iteratorAt: () => Promise.reject(fault) };
    expect(await errorOf(() => readRange(client, range(1, 1)))).to.equal(fault);
  });
});

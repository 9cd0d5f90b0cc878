import type { DynamoDBRecord } from 'aws-lambda';
import type { ShardSource } from 'onstream/local';
import { modify } from 'onstream/testing';

export interface MemoryStream {
  readonly source: ShardSource;
  /** How many records have been read so far. */
  readonly read: () => number;
}

/** How many different items the records are about. */
const ITEMS = 1000;

const SHIPPED = changes((id) => [order(id, 'PAID'), order(id, 'SHIPPED')]);

const MOVED = changes((id) => [order(id, 'PAID'), { ...order(id, 'PAID'), email: `customer${id}@example.org` }]);

/** What a record takes as JSON, in bytes. */
export const RECORD_BYTES = JSON.stringify(recordAt(0, 'arn', 1)).length;

/**
 * A stream that ends after so many records, spread evenly over its shards. One order in so many is shipped, of the
 * others the customer gets another address. Each is made when it is read: the stream takes the same memory whatever its
 * length.
 */
export function memoryStream(records: number, shards: number, shippedEvery = 1): MemoryStream {
  const streamArn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
  const perShard = Math.ceil(records / shards);
  let count = 0;
  const source: ShardSource = {
    streamArn,
    async listShards() {
      return {
        enabled: false,
        shards: Array.from({ length: shards }, (_, n) => ({ id: `${n}`, parentId: undefined })),
      };
    },
    async openShard(shardId, position) {
      if (position !== 'TRIM_HORIZON') throw new Error(`Found position ${position}: these shards are read once.`);
      return `${Number(shardId) * perShard}`;
    },
    async readShard(iterator, limit) {
      const start = Number(iterator);
      const endOfShard = Math.min((Math.floor(start / perShard) + 1) * perShard, records);
      const end = Math.min(start + limit, endOfShard);
      count += end - start;
      const page = Array.from({ length: end - start }, (_, n) => recordAt(start + n, streamArn, shippedEvery));
      return { records: page, next: end < endOfShard ? `${end}` : undefined };
    },
  };
  return { source, read: () => count };
}

/** A record of its own, but for its keys and images, which come back with each change of the item. */
function recordAt(position: number, eventSourceARN: string, shippedEvery: number): DynamoDBRecord {
  const template = (position % shippedEvery === 0 ? SHIPPED : MOVED)[position % ITEMS];
  const { Keys = {}, OldImage = {}, NewImage = {}, SizeBytes = 0 } = template?.dynamodb ?? {};
  return {
    eventID: `${position}`.padStart(32, '0'),
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    eventSourceARN,
    dynamodb: {
      ApproximateCreationDateTime: Date.now() / 1000,
      Keys,
      NewImage,
      OldImage,
      SequenceNumber: `${position + 1}`.padStart(21, '0'),
      SizeBytes,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

function changes(images: (id: number) => [before: object, after: object]): DynamoDBRecord[] {
  return Array.from({ length: ITEMS }, (_, id) => modify(...images(id), { table: 'Orders' }));
}

function order(id: number, status: string) {
  return {
    pk: `CUSTOMER#${id}`,
    sk: `ORDER#${id}`,
    status,
    total: 129.95 + id,
    email: `customer${id}@example.com`,
    createdAt: '2026-01-05T10:11:12.000Z',
    paid: true,
    address: { street: 'Keizersgracht 123', city: 'Amsterdam', country: 'NL' },
  };
}

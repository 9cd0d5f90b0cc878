import { type AttributeValue, DynamoDB, type StreamViewType } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { type EngineName, followStream, type LocalDynamoDB, startDynamoDB } from '../../lib/local/index.js';

export type Item = Record<string, AttributeValue>;

/** An engine with tables of orders, whose index `byDay` holds their keys alone. */
export class Shop {
  private constructor(
    readonly dynamodb: LocalDynamoDB,
    readonly client: DynamoDB,
  ) {}

  static async open(engine: EngineName): Promise<Shop> {
    const dynamodb = await startDynamoDB({ engine });
    return new Shop(dynamodb, new DynamoDB(dynamodb.clientConfig));
  }

  get endpoint(): string {
    return this.dynamodb.endpoint;
  }

  async create(table: string, viewType: StreamViewType | 'none' = 'NEW_AND_OLD_IMAGES'): Promise<void> {
    await this.client.createTable({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
        { AttributeName: 'day', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byDay',
          KeySchema: [
            { AttributeName: 'day', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      ...(viewType !== 'none' && { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } }),
    });
  }

  /** Writes orders 0 to n: of ten customers, on five days, every third of them NEW and the others PAID. */
  async fill(table: string, n: number): Promise<void> {
    for (let from = 0; from < n; from += 25) {
      const orders = Array.from({ length: Math.min(25, n - from) }, (_, at) => order(from + at));
      await this.client.batchWriteItem({
        RequestItems: { [table]: orders.map((item) => ({ PutRequest: { Item: item } })) },
      });
    }
  }

  /** All items, by their number. */
  async items(table: string): Promise<Map<number, Item>> {
    const items = new Map<number, Item>();
    for (let after: Item | undefined, more = true; more; more = after !== undefined) {
      const page = await this.client.scan({ TableName: table, ConsistentRead: true, ExclusiveStartKey: after });
      for (const item of page.Items ?? []) items.set(Number(item.sk?.N), item);
      after = page.LastEvaluatedKey;
    }
    return items;
  }

  /** How often each item's revision stands where: `[['1', 300]]` where all of 300 were touched once. */
  async revisions(table: string, attribute = 'revision'): Promise<[string, number][]> {
    const counts = new Map<string, number>();
    for (const item of (await this.items(table)).values()) {
      const revision = item[attribute]?.N ?? 'none';
      counts.set(revision, (counts.get(revision) ?? 0) + 1);
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Everything that its stream has told. */
  async records(table: string): Promise<DynamoDBRecord[]> {
    const records: DynamoDBRecord[] = [];
    const follower = await followStream(async ({ Records }) => void records.push(...Records), {
      dynamodb: this.dynamodb,
      table,
      eventSource: { batchSize: 10_000 },
    });
    await follower.caughtUp();
    await follower.stop();
    return records;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.dynamodb.stop();
  }
}

export function order(number: number): Item {
  return {
    ...keyOfOrder(number),
    day: { S: `2026-01-0${(number % 5) + 1}` },
    status: { S: number % 3 === 0 ? 'NEW' : 'PAID' },
  };
}

export function keyOfOrder(number: number): Item {
  return { pk: { S: `CUSTOMER#${number % 10}` }, sk: { N: `${number}` } };
}

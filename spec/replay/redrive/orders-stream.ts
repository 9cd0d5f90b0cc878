import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';
import { type InvocationRecord, type LocalDynamoDB, startDynamoDB } from '../../../lib/local/index.js';
import { givenUp } from '../../local/failure/given-up.js';

/** A table with a stream in a DynamoDB on this machine, into which orders are put. */
export class OrdersStream {
  private constructor(
    readonly engine: LocalDynamoDB,
    private readonly client: DynamoDB,
    readonly streamArn: string,
    readonly shardId: string,
  ) {}

  /** With so many orders: `ORDER#1`, `ORDER#2` and so on, each a record. */
  static async with(orders: number): Promise<OrdersStream> {
    const engine = await startDynamoDB();
    const client = new DynamoDB(engine.clientConfig);
    const { TableDescription } = await client.createTable({
      TableName: 'Orders',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const streamArn = String(TableDescription?.LatestStreamArn);
    for (let order = 1; order <= orders; order++)
      await client.putItem({
        TableName: 'Orders',
        Item: { pk: { S: `ORDER#${order}` }, photo: { B: Buffer.of(order) } },
      });
    const streams = new DynamoDBStreams(engine.clientConfig);
    const { StreamDescription } = await streams.describeStream({ StreamArn: streamArn });
    streams.destroy();
    return new OrdersStream(engine, client, streamArn, String(StreamDescription?.Shards?.[0]?.ShardId));
  }

  /** What Lambda writes of a batch that it gives up. */
  failed(start: number, end = start, batchSize = end - start + 1): InvocationRecord {
    const { record } = givenUp();
    return {
      ...record,
      DDBStreamBatchInfo: {
        ...record.DDBStreamBatchInfo,
        streamArn: this.streamArn,
        shardId: this.shardId,
        startSequenceNumber: String(start),
        endSequenceNumber: String(end),
        batchSize,
      },
    };
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.engine.stop();
  }
}

import type {
  DescribeStreamInput,
  DescribeStreamOutput,
  DynamoDBStreams,
  DynamoDBStreamsClientConfig,
  GetRecordsInput,
  GetRecordsOutput,
  GetShardIteratorInput,
  GetShardIteratorOutput,
} from '@aws-sdk/client-dynamodb-streams';
import { toLambdaRecord } from '../records/lambda-record.js';
import { loadDynamoDBStreams } from './sdk.js';
import type { Shard, ShardListing, ShardPosition, ShardSource } from './shard-source.js';

interface CallOptions {
  abortSignal: AbortSignal;
}

/** The part of the SDK's client that is used. */
export interface StreamsClient {
  describeStream(input: DescribeStreamInput, options: CallOptions): Promise<DescribeStreamOutput>;
  getShardIterator(input: GetShardIteratorInput, options: CallOptions): Promise<GetShardIteratorOutput>;
  getRecords(input: GetRecordsInput, options: CallOptions): Promise<GetRecordsOutput>;
}

/** The most that one GetRecords gives. */
const MAX_RECORDS = 1000;

/** Connects to DynamoDB Streams. The caller ends the connection with `destroy`. */
export async function connectStreams(config: DynamoDBStreamsClientConfig): Promise<DynamoDBStreams> {
  const { DynamoDBStreams } = await loadDynamoDBStreams();
  return new DynamoDBStreams(config);
}

/** The shards of a stream of DynamoDB Streams. */
export function streamsSource(client: StreamsClient, streamArn: string): ShardSource {
  return {
    streamArn,
    listShards: (signal) => listShards(client, streamArn, signal),

    async openShard(shardId, position, signal) {
      const input = { StreamArn: streamArn, ShardId: shardId, ...toIteratorInput(position) };
      const { ShardIterator } = await client.getShardIterator(input, { abortSignal: signal });
      if (ShardIterator === undefined) throw new Error(`DynamoDB Streams gave no iterator for shard ${shardId}.`);
      return ShardIterator;
    },

    async readShard(iterator, limit, signal) {
      const input = { ShardIterator: iterator, Limit: Math.min(limit, MAX_RECORDS) };
      const { Records = [], NextShardIterator } = await client.getRecords(input, { abortSignal: signal });
      // A shard is at its end where the next iterator is missing; dynoxide reports an ending number on open shards.
      return { records: Records.map((record) => toLambdaRecord(record, streamArn)), next: NextShardIterator };
    },
  };
}

async function listShards(client: StreamsClient, streamArn: string, signal: AbortSignal): Promise<ShardListing> {
  const shards: Shard[] = [];
  let page: { ExclusiveStartShardId?: string } | undefined = {};
  let enabled = true;
  while (page !== undefined) {
    const { StreamDescription } = await client.describeStream(
      { StreamArn: streamArn, ...page },
      { abortSignal: signal },
    );
    for (const { ShardId, ParentShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId !== undefined) shards.push({ id: ShardId, parentId: ParentShardId });
    }
    enabled = StreamDescription?.StreamStatus !== 'DISABLED';
    const last: string | undefined = StreamDescription?.LastEvaluatedShardId;
    page = last === undefined ? undefined : { ExclusiveStartShardId: last };
  }
  return { shards, enabled };
}

function toIteratorInput(position: ShardPosition): Omit<GetShardIteratorInput, 'StreamArn' | 'ShardId'> {
  if (position === 'TRIM_HORIZON' || position === 'LATEST') return { ShardIteratorType: position };
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position.after };
}

import { load } from '../../loading/optional-package.js';
import { toLambdaRecord } from '../../records/lambda-record.js';
import type { DeliveredRecord } from '../target/target.js';
import type { ShardRange } from './failed-batch.js';

/** A record with its place. */
export interface ShardRecord {
  readonly sequenceNumber: string;
  readonly record: DeliveredRecord;
}

/** The reading side of a stream's shards. Failures are told by the names of AWS's exceptions. */
export interface ShardClient {
  /** An iterator that begins with this record. */
  iteratorAt(range: ShardRange): Promise<string | undefined>;
  next(iterator: string, range: ShardRange): Promise<{ records: ShardRecord[]; iterator: string | undefined }>;
  close(): void;
}

/** Five reads a second are allowed for each shard, to the function as well. */
const MAX_ATTEMPTS = 10;

/**
 * Connects to DynamoDB Streams in the stream's region.
 *
 * @throws ConfigurationError where @aws-sdk/client-dynamodb-streams is not installed
 */
export async function connectStreams(region: string | undefined, endpoint: string | undefined): Promise<ShardClient> {
  const { DynamoDBStreams } = await load(
    '@aws-sdk/client-dynamodb-streams',
    () => import('@aws-sdk/client-dynamodb-streams'),
    'onstream redrive',
  );
  const client = new DynamoDBStreams({
    maxAttempts: MAX_ATTEMPTS,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  });
  return {
    async iteratorAt({ streamArn, shardId, startSequenceNumber }) {
      const { ShardIterator } = await client.getShardIterator({
        StreamArn: streamArn,
        ShardId: shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: startSequenceNumber,
      });
      return ShardIterator;
    },
    async next(iterator, { streamArn }) {
      const { Records = [], NextShardIterator } = await client.getRecords({ ShardIterator: iterator });
      const records = Records.map((record) => {
        return { sequenceNumber: record.dynamodb?.SequenceNumber ?? '', record: toLambdaRecord(record, streamArn) };
      });
      return { records, iterator: NextShardIterator };
    },
    close: () => client.destroy(),
  };
}

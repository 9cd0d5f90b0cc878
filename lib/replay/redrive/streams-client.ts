import { load } from '../../loading/optional-package.js';
import { toLambdaRecord } from '../../records/lambda-record.js';
import { clientConfig, type ShardClient, type ShardClientOptions } from './shard-client.js';

/**
 * Connects to DynamoDB Streams.
 *
 * @throws ConfigurationError where `@aws-sdk/client-dynamodb-streams` is not installed
 */
export async function connectStreams(options: ShardClientOptions): Promise<ShardClient> {
  const { DynamoDBStreams } = await load(
    '@aws-sdk/client-dynamodb-streams',
    () => import('@aws-sdk/client-dynamodb-streams'),
    'onstream redrive',
  );
  const client = new DynamoDBStreams(clientConfig(options));
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

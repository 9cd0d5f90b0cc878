import type { _Record as KinesisRecord } from '@aws-sdk/client-kinesis';
import type { KinesisStreamRecord } from 'aws-lambda';
import { load } from '../../loading/optional-package.js';
import type { ShardRange } from './failed-batch.js';
import { clientConfig, type ShardClient, type ShardClientOptions } from './shard-client.js';

/**
 * Connects to Kinesis Data Streams.
 *
 * @throws ConfigurationError where `@aws-sdk/client-kinesis` is not installed
 */
export async function connectKinesis(options: ShardClientOptions): Promise<ShardClient> {
  const { Kinesis } = await load(
    '@aws-sdk/client-kinesis',
    () => import('@aws-sdk/client-kinesis'),
    'onstream redrive',
  );
  const client = new Kinesis(clientConfig(options));
  return {
    async iteratorAt({ streamArn, shardId, startSequenceNumber }) {
      const { ShardIterator } = await client.getShardIterator({
        StreamARN: streamArn,
        ShardId: shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: startSequenceNumber,
      });
      return ShardIterator;
    },
    async next(iterator, range) {
      const { Records = [], NextShardIterator } = await client.getRecords({
        StreamARN: range.streamArn,
        ShardIterator: iterator,
      });
      const records = Records.map((record) => {
        return { sequenceNumber: record.SequenceNumber ?? '', record: toLambdaRecord(record, range) };
      });
      return { records, iterator: NextShardIterator };
    },
    close: () => client.destroy(),
  };
}

/** As Lambda hands it to a function: data as base64 text, the time of arrival in seconds. */
function toLambdaRecord(record: KinesisRecord, { streamArn, shardId }: ShardRange): KinesisStreamRecord {
  const {
    SequenceNumber: sequenceNumber = '',
    PartitionKey: partitionKey = '',
    Data: data = new Uint8Array(),
  } = record;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      approximateArrivalTimestamp: (record.ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    // The role of the function, which its failure destination does not tell.
    invokeIdentityArn: '',
    awsRegion: streamArn.split(':')[3] ?? '',
    eventSourceARN: streamArn,
  };
}

import { expect } from 'chai';
import type { ShardRange } from '../../../lib/replay/redrive/failed-batch.js';
import { type KinesisReader, kinesisClient } from '../../../lib/replay/redrive/kinesis-client.js';
import { readRange } from '../../../lib/replay/redrive/read-range.js';
import { insert, kinesisEvent } from '../../../lib/testing/index.js';

describe('a shard of Kinesis', () => {
  const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/changes';
  const range: ShardRange = {
    service: 'kinesis',
    streamArn,
    shardId: 'shardId-000000000000',
    startSequenceNumber: '49590338271490256608559692538361571095921575989136588898',
    endSequenceNumber: '49590338271490256608559692538361571095921575989136588899',
    batchSize: 2,
  };

  it('gives its records in the form of a Lambda event', async () => {
    const [element] = kinesisEvent(insert({ pk: 'ORDER#1' }, { table: 'Orders' })).Records;
    const data = Buffer.from(String(element?.kinesis.data), 'base64');
    const asked: object[] = [];
    const reader: KinesisReader = {
      getShardIterator: async (input) => {
        asked.push(input);
        return { ShardIterator: 'first' };
      },
      getRecords: async (input) => {
        asked.push(input);
        const Records = [range.startSequenceNumber, range.endSequenceNumber].map((SequenceNumber) => {
          const ApproximateArrivalTimestamp = new Date(1_479_499_740_500);
          return { SequenceNumber, PartitionKey: 'key', Data: data, ApproximateArrivalTimestamp };
        });
        return { Records, NextShardIterator: 'second' };
      },
      destroy: () => undefined,
    };
    const records = await readRange(kinesisClient(reader), range);
    expect(asked).to.deep.equal([
      {
        StreamARN: streamArn,
        ShardId: range.shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: range.startSequenceNumber,
      },
      { StreamARN: streamArn, ShardIterator: 'first' },
    ]);
    expect(records).to.have.length(2);
    expect(records[0]).to.deep.equal({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: 'key',
        sequenceNumber: range.startSequenceNumber,
        data: element?.kinesis.data,
        approximateArrivalTimestamp: 1_479_499_740.5,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${range.shardId}:${range.startSequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: '',
      awsRegion: 'eu-west-1',
      eventSourceARN: streamArn,
    });
  });
});

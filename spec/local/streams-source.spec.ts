import type { DescribeStreamOutput } from '@aws-sdk/client-dynamodb-streams';
import { expect } from 'chai';
import { type StreamsClient, streamsSource } from '../../lib/local/streams-source.js';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';

describe('streamsSource', () => {
  const { signal } = new AbortController();

  /** A client that notes what it is asked, and answers with these. */
  function clientOf(answers: Partial<StreamsClient>) {
    const asked: unknown[] = [];
    const refuse = async () => {
      throw new Error('not expected');
    };
    const client: StreamsClient = { describeStream: refuse, getShardIterator: refuse, getRecords: refuse, ...answers };
    const noting: StreamsClient = {
      describeStream: (input, options) => noted(input, client.describeStream(input, options)),
      getShardIterator: (input, options) => noted(input, client.getShardIterator(input, options)),
      getRecords: (input, options) => noted(input, client.getRecords(input, options)),
    };
    const noted = <T>(input: unknown, answer: T): T => {
      asked.push(input);
      return answer;
    };
    return { asked, source: streamsSource(noting, ARN) };
  }

  it('lists the shards of all pages', async () => {
    const pages: DescribeStreamOutput[] = [
      {
        StreamDescription: {
          StreamStatus: 'ENABLED',
          Shards: [{ ShardId: 'a' }, { ShardId: 'b', ParentShardId: 'a' }],
          LastEvaluatedShardId: 'b',
        },
      },
      { StreamDescription: { StreamStatus: 'ENABLED', Shards: [{ ShardId: 'c', ParentShardId: 'a' }] } },
    ];
    const { source, asked } = clientOf({ describeStream: async () => pages[asked.length] ?? {} });
    expect(await source.listShards(signal)).to.deep.equal({
      enabled: true,
      shards: [
        { id: 'a', parentId: undefined },
        { id: 'b', parentId: 'a' },
        { id: 'c', parentId: 'a' },
      ],
    });
    expect(asked).to.deep.equal([{ StreamArn: ARN }, { StreamArn: ARN, ExclusiveStartShardId: 'b' }]);
  });

  it('tells when the stream was turned off', async () => {
    const { source } = clientOf({ describeStream: async () => ({ StreamDescription: { StreamStatus: 'DISABLED' } }) });
    expect(await source.listShards(signal)).to.deep.equal({ enabled: false, shards: [] });
  });

  it('opens a shard where it is told to', async () => {
    const { source, asked } = clientOf({ getShardIterator: async () => ({ ShardIterator: 'it' }) });
    expect(await source.openShard('a', 'LATEST', signal)).to.equal('it');
    await source.openShard('a', { after: '42' }, signal);
    expect(asked).to.deep.equal([
      { StreamArn: ARN, ShardId: 'a', ShardIteratorType: 'LATEST' },
      { StreamArn: ARN, ShardId: 'a', ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '42' },
    ]);
  });

  it('never asks for more records than one read may give', async () => {
    const { source, asked } = clientOf({ getRecords: async () => ({ Records: [], NextShardIterator: 'next' }) });
    expect(await source.readShard('it', 10_000, signal)).to.deep.equal({ records: [], next: 'next' });
    expect(asked).to.deep.equal([{ ShardIterator: 'it', Limit: 1000 }]);
  });

  it('takes a shard for ended where there is no next iterator, and converts its records', async () => {
    const { source } = clientOf({
      getRecords: async () => ({ Records: [{ dynamodb: { Keys: { pk: { B: new Uint8Array([255]) } } } }] }),
    });
    const { records, next } = await source.readShard('it', 1, signal);
    expect(next).to.equal(undefined);
    expect(records[0]).to.deep.include({ eventSourceARN: ARN, dynamodb: { Keys: { pk: { B: '/w==' } } } });
  });
});

import { inspect } from 'node:util';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { bootstrap, stream } from '../../lib/index.js';
import { importModule } from '../../lib/loading/import-module.js';
import {
  type FollowStreamOptions,
  followStream,
  type InvocationRecord,
  type MappingBatch,
  type StreamHandler,
  startDynamoDB,
} from '../../lib/local/index.js';

describe('followStream', () => {
  const streamArn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
  // Nothing is asked of it: the options are refused first.
  const dynamodb = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1' };

  const refused: Record<string, FollowStreamOptions> = {
    'neither a table nor a stream': { dynamodb },
    'a table and a stream': { dynamodb, table: 'Orders', streamArn },
    'a batch size of 0': { dynamodb, streamArn, eventSource: { batchSize: 0 } },
    'a batch size beyond 10,000': { dynamodb, streamArn, eventSource: { batchSize: 10_001 } },
    'half a record': { dynamodb, streamArn, eventSource: { batchSize: 1.5 } },
    'a starting position that a stream does not have': JSON.parse(
      `{ "dynamodb": {}, "streamArn": "${streamArn}", "eventSource": { "startingPosition": "AT_TIMESTAMP" } }`,
    ),
    'an option that it does not have': JSON.parse(`{ "dynamodb": {}, "streamArn": "${streamArn}", "batchsize": 1 }`),
  };

  for (const [what, options] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const error = await followStream(async () => undefined, options).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ConfigurationError);
    });
  }

  it('tells what a failure destination can be', async () => {
    const options = JSON.parse(`{ "dynamodb": {}, "streamArn": "${streamArn}", "onFailure": "failed.jsonl" }`);
    const error = await followStream(async () => undefined, options).catch((reason: unknown) => reason);
    expect(error).to.have.property(
      'message',
      'followStream.onFailure: found "failed.jsonl", expected a function or a destination such as ' +
        "toFile('failed.jsonl')",
    );
  });
});

describe('followStream with onFailure', () => {
  type GivenUp = { record: InvocationRecord; payload: MappingBatch };

  const poisonFails = async ({ Records }: DynamoDBStreamEvent) => {
    if (Records.some((record) => record.dynamodb?.Keys?.pk?.S === 'POISON'))
      throw Object.assign(new Error('poison'), { Item: { card: { S: 'secret' } } });
  };

  /** Follows a table that holds a poison item between two good ones, until `use` is done. */
  async function followPoison(
    onFailure: FollowStreamOptions['onFailure'],
    use: (follower: Awaited<ReturnType<typeof followStream>>, warnings: string[]) => Promise<void>,
    warned: () => unknown = () => undefined,
  ): Promise<void> {
    await using dynamodb = await startDynamoDB({ engine: 'dynoxide' });
    const client = new DynamoDB(dynamodb.clientConfig);
    await client.createTable({
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    for (const pk of ['GOOD', 'POISON', 'BETTER'])
      await client.putItem({ TableName: 'Orders', Item: { pk: { S: pk } } });
    client.destroy();
    const warnings: string[] = [];
    await using follower = await followStream(poisonFails, {
      dynamodb,
      table: 'Orders',
      eventSource: { maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
      ...(onFailure && { onFailure }),
      logger: {
        warn(message: string, ...details: unknown[]) {
          warnings.push(message, ...details.map((each) => inspect(each)));
          return warned();
        },
      },
    });
    await use(follower, warnings);
  }

  it('hands over what it gives up, and only that', async () => {
    const givenUp: GivenUp[] = [];
    await followPoison(
      (record, payload) => void givenUp.push({ record, payload }),
      async (follower) => {
        await follower.caughtUp();
        const [poison, ...others] = givenUp;
        expect(others).to.deep.equal([]);
        expect(poison?.payload.Records.map((record) => record.dynamodb?.Keys?.pk?.S)).to.deep.equal(['POISON']);
        expect(poison?.record.requestContext.condition).to.equal('RetryAttemptsExhausted');
        expect(poison?.record.DDBStreamBatchInfo).to.include({ batchSize: 1, streamArn: follower.streamArn });
      },
    );
  });

  it('only warns of what it gives up without it', () =>
    followPoison(undefined, async (follower, warnings) => {
      await follower.caughtUp();
      expect(warnings.filter((warning) => /^Gave up 1 record, .*RetryAttemptsExhausted/.test(warning))).to.have.length(
        1,
      );
    }));

  for (const [way, misbehave] of Object.entries({
    throws: () => {
      throw new Error('cyclic');
    },
    rejects: () => Promise.reject(new Error('cyclic')),
  }))
    it(`goes on where the logger ${way}`, () =>
      followPoison(undefined, async (follower) => follower.caughtUp(), misbehave));

  it('warns of what the handler threw, without the properties that may hold the item', () =>
    followPoison(undefined, async (follower, warnings) => {
      await follower.caughtUp();
      expect(warnings.join('\n'))
        .to.match(/The handler threw.*\nError: poison\n +at /)
        .and.not.include('secret');
    }));

  it('ends where the batch cannot be kept', () =>
    followPoison(
      () => Promise.reject(new Error('the disk is full')),
      async (follower) => {
        const error = await follower.done.catch((reason: unknown) => reason);
        expect(error).to.have.property('message', 'the disk is full');
      },
    ));
});

describe('followStream with a function around a handler', () => {
  it('calls all that middy does around it, retries what it reports, and holds back what derived filters do', async () => {
    const { default: middy } = (await importModule('@middy/core')) as typeof import('@middy/core');
    await using dynamodb = await startDynamoDB({ engine: 'dynoxide' });
    const client = new DynamoDB(dynamodb.clientConfig);
    await client.createTable({
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const seen: unknown[] = [];
    const handlers = stream({ table: 'Orders' }).onInsert({ newImage: { type: 'order' } }, ({ newImage }) => {
      seen.push(newImage.pk);
      if (newImage.pk === 'late' && seen.filter((pk) => pk === 'late').length < 2) throw new Error('not yet');
    });
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const handed: unknown[] = [];
    const inner = bootstrap(handlers, { reportBatchItemFailures: true, logger });
    const handler: StreamHandler = middy(inner).before(({ event }) => {
      handed.push(...Object(event).Records.map((record: DynamoDBRecord) => record.dynamodb?.Keys?.pk?.S));
    });
    await using follower = await followStream(handler, {
      dynamodb,
      table: 'Orders',
      eventSource: { filters: 'derived', batchSize: 2 },
      logger: { warn: () => undefined },
    });
    const put = (pk: string, type: string) =>
      client.putItem({ TableName: 'Orders', Item: { pk: { S: pk }, type: { S: type } } });
    await put('first', 'order');
    await follower.caughtUp();
    for (const [pk, type] of [
      ['customer', 'customer'],
      ['late', 'order'],
      ['other', 'customer'],
      ['last', 'order'],
    ] as const)
      await put(pk, type);
    await follower.caughtUp();
    client.destroy();
    expect(seen).to.deep.equal(['first', 'late', 'late', 'last']);
    expect(handed).to.have.members(['first', 'late', 'late', 'last']);
  });
});

import { mock } from 'node:test';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { install } from '@sinonjs/fake-timers';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import * as local from '../../lib/local/index.js';
import { loadedAnew } from '../loaded-anew.js';

type Options = NonNullable<Parameters<typeof install>[0]>;

const EVERYTHING: NonNullable<Options['toFake']> = [
  ...(['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
  ...(['Date', 'hrtime', 'performance'] as const),
];

/** Puts fakes in place, and gives what puts the real ones back. */
const FAKES: Readonly<Record<string, () => () => void>> = {
  'Sinon, all but nextTick and queueMicrotask': sinon({ now: 0, toNotFake: ['nextTick', 'queueMicrotask'] }),
  'Vitest, as it names them': sinon({ toFake: EVERYTHING }),
  'a clock and nothing else': sinon({ now: 0, toFake: ['Date'] }),
  'node:test': () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'], now: 0 });
    return () => mock.timers.reset();
  },
};

function sinon(options: Options): () => () => void {
  return () => {
    const clock = install(options);
    return () => clock.uninstall();
  };
}

/** Every change of three items, of which one is never handled and one is late for its time. */
async function follow({ startDynamoDB, followStream }: typeof local): Promise<unknown> {
  const dynamodb = await startDynamoDB({ engine: 'dynoxide' });
  const client = new DynamoDB(dynamodb.clientConfig);
  await client.createTable({
    TableName: 'Orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  const calls: (string | undefined)[] = [];
  const givenUp: (string | undefined)[] = [];
  const keyOf = ({ Records: [record] }: local.MappingBatch) => record?.dynamodb?.Keys?.pk?.S;
  const handler = async (event: DynamoDBStreamEvent) => {
    const pk = keyOf(event);
    calls.push(pk);
    if (pk === 'BROKEN') throw new Error('always');
    if (pk === 'STUCK') await new Promise(() => undefined);
  };
  const follower = await followStream(handler, {
    dynamodb,
    table: 'Orders',
    eventSource: { batchSize: 1, maximumRetryAttempts: 1, maximumBatchingWindowInSeconds: 0 },
    timeoutMs: 50,
    onFailure: (_record, payload) => void givenUp.push(keyOf(payload)),
    logger: { warn: () => undefined },
  });
  for (const pk of ['GOOD', 'BROKEN', 'STUCK', 'BETTER'])
    await client.putItem({ TableName: 'Orders', Item: { pk: { S: pk } } });
  await follower.caughtUp();
  // Where it waits for what is written next.
  await client.putItem({ TableName: 'Orders', Item: { pk: { S: 'LAST' } } });
  await follower.caughtUp();
  await follower.stop();
  await follower.done;
  client.destroy();
  await dynamodb.stop();
  return { calls, givenUp };
}

const EXPECTED = {
  calls: ['GOOD', 'BROKEN', 'BROKEN', 'STUCK', 'STUCK', 'BETTER', 'LAST'],
  givenUp: ['BROKEN', 'STUCK'],
};

describe('a stream that is followed under fake timers', function () {
  this.timeout(20_000);
  let putBack = () => {};
  afterEach(() => putBack());

  for (const [name, fake] of Object.entries(FAKES)) {
    describe(`of ${name}`, () => {
      it('is read, retried, given up and stopped as with real ones', async () => {
        putBack = fake();
        expect(await follow(local)).to.deep.equal(EXPECTED);
      });

      it('is so where they were put in place before onstream/local was loaded', async () => {
        putBack = fake();
        const fresh = loadedAnew<typeof local>('../lib/local/index.js');
        expect(fresh.followStream).not.to.equal(local.followStream);
        expect(await follow(fresh)).to.deep.equal(EXPECTED);
      });
    });
  }

  describe('that replace process.nextTick,', () => {
    it('is refused at once where Node.js itself waits for it', async () => {
      putBack = sinon({})();
      for (const [name, start] of [
        ['startDynamoDB', () => local.startDynamoDB()],
        ['followStream', () => local.followStream(async () => undefined, { dynamodb: {}, table: 'Orders' })],
      ] as const) {
        const error = await start().catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(ConfigurationError);
        expect(error)
          .to.have.property('message')
          .that.matches(
            new RegExp(`^${name}: found a fake process\\.nextTick, without which Node\\.js's network stands still`),
          );
      }
    });

    it('is read where they replace it for the code under test alone, as Jest does', async () => {
      const { process: real } = globalThis;
      const nextTick = Object.assign((call: () => void) => real.nextTick(call), { clock: {} });
      globalThis.process = Object.create(real, { nextTick: { value: nextTick } });
      putBack = () => {
        globalThis.process = real;
      };
      expect(await follow(local)).to.deep.equal(EXPECTED);
    });
  });
});

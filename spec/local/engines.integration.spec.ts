import { DynamoDB, type PutItemCommandInput, type StreamViewType } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import {
  type EngineName,
  type FollowStreamOptions,
  followStream,
  type LocalDynamoDB,
  type StreamFollower,
  type StreamHandler,
  startDynamoDB,
} from '../../lib/local/index.js';
import { describeWithEngine } from '../needs.js';

const ENGINES: EngineName[] = ['dynoxide', 'dynamodb-local'];

for (const engine of ENGINES) {
  describeWithEngine(engine, `followStream with ${engine}`, () => {
    let dynamodb: LocalDynamoDB;
    let client: DynamoDB;
    let followers: StreamFollower[] = [];
    let tables = 0;
    let table: string;

    before(async () => {
      dynamodb = await startDynamoDB({ engine });
      client = new DynamoDB(dynamodb.clientConfig);
    });

    after(async () => {
      client.destroy();
      await dynamodb.stop();
      expect(await dynamodb.exited).to.equal(undefined);
    });

    beforeEach(async () => {
      table = `Orders-${++tables}`;
      await createTable('NEW_AND_OLD_IMAGES');
    });

    afterEach(async () => {
      for (const follower of followers) await follower.stop();
      followers = [];
    });

    async function createTable(viewType?: StreamViewType): Promise<void> {
      await client.createTable({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        ...(viewType !== undefined && { StreamSpecification: { StreamEnabled: true, StreamViewType: viewType } }),
      });
    }

    async function put(pk: string, attributes: PutItemCommandInput['Item'] = {}): Promise<void> {
      await client.putItem({ TableName: table, Item: { pk: { S: pk }, ...attributes } });
    }

    async function follow(handler: StreamHandler, options: Partial<FollowStreamOptions> = {}): Promise<StreamFollower> {
      const follower = await followStream(handler, { dynamodb, table, logger: { warn: () => undefined }, ...options });
      followers.push(follower);
      return follower;
    }

    /** A handler that keeps the records it gets. */
    function collector() {
      const records: DynamoDBRecord[] = [];
      return {
        records,
        handler: async (event: DynamoDBStreamEvent) => void records.push(...event.Records),
        story: () => records.map(({ eventName, dynamodb: change }) => `${eventName} ${change?.Keys?.pk?.S}`),
      };
    }

    it('hands over every change as Lambda would, and nothing for a put that changes nothing', async () => {
      const bytes = new TextEncoder().encode('foobar');
      await put('a', { n: { N: '1' }, file: { B: bytes } });
      await put('a', { n: { N: '1.0' }, file: { B: bytes } });
      await put('a', { n: { N: '2' } });
      await client.deleteItem({ TableName: table, Key: { pk: { S: 'a' } } });

      const { records, handler, story } = collector();
      const { caughtUp, streamArn } = await follow(handler);
      await caughtUp();
      expect(story()).to.deep.equal(['INSERT a', 'MODIFY a', 'REMOVE a']);
      expect(streamArn).to.include(`table/${table}/stream/`);
      for (const record of records) {
        expect(record).to.include({ eventSource: 'aws:dynamodb', eventVersion: '1.1', eventSourceARN: streamArn });
        expect(record.dynamodb?.StreamViewType).to.equal('NEW_AND_OLD_IMAGES');
        expect(record.dynamodb?.ApproximateCreationDateTime).to.be.a('number');
        expect(record).not.to.have.property('userIdentity');
      }
      expect(records[0]?.dynamodb?.NewImage).to.deep.equal({ pk: { S: 'a' }, n: { N: '1' }, file: { B: 'Zm9vYmFy' } });
      expect(records[1]?.dynamodb?.OldImage?.n).to.deep.equal({ N: '1' });
      expect(records[2]?.dynamodb?.OldImage).to.deep.equal({ pk: { S: 'a' }, n: { N: '2' } });
    });

    it('hands over what is written while it follows', async () => {
      const { handler, story } = collector();
      const { caughtUp } = await follow(handler);
      await put('a');
      await caughtUp();
      expect(story()).to.deep.equal(['INSERT a']);
      await put('b');
      await put('c');
      await caughtUp();
      expect(story()).to.deep.equal(['INSERT a', 'INSERT b', 'INSERT c']);
    });

    it('leaves out what was written before where it starts at LATEST', async () => {
      await put('before');
      const { handler, story } = collector();
      const { caughtUp } = await follow(handler, { eventSource: { startingPosition: 'LATEST' } });
      await put('after');
      await caughtUp();
      expect(story()).to.deep.equal(['INSERT after']);
    });

    describe('warns of no loss where there is none', () => {
      const firstWrites: Readonly<Record<string, () => Promise<unknown>>> = {
        'a transaction with a table that has no stream': async () => {
          const other = `Without-stream-${table}`;
          await client.createTable({
            TableName: other,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          });
          // The table without a stream comes first, so it takes the number that the stream was to go on at.
          const puts = [other, table].map((TableName) => ({ Put: { TableName, Item: { pk: { S: 'a' } } } }));
          await client.transactWriteItems({ TransactItems: puts });
        },
        'a put after time to live was turned on': async () => {
          const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
          await client.updateTimeToLive({ TableName: table, TimeToLiveSpecification });
          await put('a');
        },
      };

      for (const startingPosition of ['TRIM_HORIZON', 'LATEST'] as const) {
        for (const [what, write] of Object.entries(firstWrites)) {
          it(`when the first write to a new stream is ${what}, from ${startingPosition} on`, async () => {
            const warnings: unknown[] = [];
            const { handler, story } = collector();
            const { caughtUp } = await follow(handler, {
              eventSource: { startingPosition },
              logger: { warn: (...warning) => void warnings.push(warning) },
            });
            await caughtUp();
            await write();
            await put('b');
            await caughtUp();
            expect(story()).to.deep.equal(['INSERT a', 'INSERT b']);
            expect(warnings).to.deep.equal([]);
          });
        }
      }
    });

    it('makes batches of batchSize', async () => {
      for (let n = 0; n < 5; n++) await put(`${n}`);
      const sizes: number[] = [];
      const { caughtUp } = await follow(async ({ Records }) => void sizes.push(Records.length), {
        eventSource: { batchSize: 2 },
      });
      await caughtUp();
      expect(sizes).to.deep.equal([2, 2, 1]);
    });

    it('delivers again from the first record that failed, and loses none', async () => {
      for (let n = 0; n < 4; n++) await put(`${n}`);
      const deliveries: (string | undefined)[][] = [];
      const { caughtUp } = await follow(
        async ({ Records }) => {
          deliveries.push(Records.map(({ dynamodb: change }) => change?.Keys?.pk?.S));
          if (deliveries.length === 1) throw new Error('not yet');
          if (deliveries.length > 2) return undefined;
          return { batchItemFailures: [{ itemIdentifier: Records[1]?.dynamodb?.SequenceNumber }] };
        },
        { eventSource: { batchSize: 3 } },
      );
      await caughtUp();
      expect(deliveries).to.deep.equal([['0', '1', '2'], ['0', '1', '2'], ['1', '2'], ['3']]);
    });

    it('tells deletions by TTL from those by users', async () => {
      await put('expired', { expiresAt: { N: `${Math.floor(Date.now() / 1000) - 60}` } });
      await client.updateTimeToLive({
        TableName: table,
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
      });
      const removal = await new Promise<DynamoDBRecord>((resolve) => {
        follow(async ({ Records }) => {
          const removed = Records.find(({ eventName }) => eventName === 'REMOVE');
          if (removed !== undefined) resolve(removed);
        });
      });
      expect(removal.userIdentity).to.deep.equal({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
      expect(removal.dynamodb?.OldImage?.pk).to.deep.equal({ S: 'expired' });
    });

    it('is done when the stream is turned off, after everything in it', async () => {
      const { handler, story } = collector();
      const { done, caughtUp } = await follow(handler);
      await put('a');
      await caughtUp();
      await put('b');
      await caughtUp();
      await client.updateTable({ TableName: table, StreamSpecification: { StreamEnabled: false } });
      await done;
      expect(story()).to.deep.equal(['INSERT a', 'INSERT b']);
    });

    it('is done when the table is deleted', async () => {
      const { handler, story } = collector();
      const { done, caughtUp } = await follow(handler);
      await put('a');
      await caughtUp();
      await client.deleteTable({ TableName: table });
      await done;
      expect(story()).to.deep.equal(['INSERT a']);
    });

    it('stops when its signal aborts', async () => {
      const over = new AbortController();
      const { done } = await follow(async () => undefined, { signal: over.signal });
      over.abort();
      await done;
    });

    it('rejects when the engine has died', async () => {
      const death = new Error('out of memory');
      const { done } = await follow(async () => undefined, {
        dynamodb: { ...dynamodb, exited: Promise.resolve(death) },
      });
      expect(await done.catch((reason: unknown) => reason)).to.equal(death);
    });

    it('refuses a table that does not exist', async () => {
      table = 'Nowhere';
      const error = await follow(async () => undefined).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ConfigurationError).with.property('message').that.includes('no table Nowhere');
    });

    it('refuses a table without a stream, and says how to turn it on', async () => {
      table = `Streamless-${tables}`;
      await createTable();
      const error = await follow(async () => undefined).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ConfigurationError).with.property('message').that.includes('StreamSpecification');
    });

    it('follows through an endpoint that somebody else started, and leaves it running', async () => {
      const external = await startDynamoDB({ endpoint: dynamodb.endpoint });
      expect(external.engine).to.equal('external');
      const { handler, story } = collector();
      const { caughtUp } = await follow(handler, { dynamodb: external });
      await put('a');
      await caughtUp();
      expect(story()).to.deep.equal(['INSERT a']);
      await external.stop();
      await client.listTables();
    });

    it('takes the configuration of a client and the ARN of a stream', async () => {
      const { Table } = await client.describeTable({ TableName: table });
      const { handler, story } = collector();
      const { caughtUp } = await followByArn(handler, Table?.LatestStreamArn ?? '');
      await put('a');
      await caughtUp();
      expect(story()).to.deep.equal(['INSERT a']);
    });

    async function followByArn(handler: StreamHandler, streamArn: string): Promise<StreamFollower> {
      const follower = await followStream(handler, { dynamodb: dynamodb.clientConfig, streamArn });
      followers.push(follower);
      return follower;
    }
  });
}

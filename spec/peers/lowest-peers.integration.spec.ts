import { execFile } from 'node:child_process';
import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { insert, kinesisEvent, streamEvent } from '../../lib/testing/index.js';
import { AwsStandIn, mapping, table } from '../cli/aws-stand-in.js';
import { givenUp } from '../local/failure/given-up.js';
import { HANDLERS, RESOURCES, SYNTHESIZE } from '../package/cdk-app.js';
import { CHECKOUT, Consumer, installIn, MANIFEST } from '../package/consumer.js';
import { Bucket } from '../replay/export/bucket.js';
import { exportOf, item } from '../replay/export/exported-table.js';
import { BucketStandIn } from '../replay/redrive/bucket-stand-in.js';
import { KinesisStandIn } from '../replay/redrive/kinesis-stand-in.js';
import { QueueStandIn } from '../replay/redrive/queue-stand-in.js';

/** Of every package that a project may have in a version of its own, the lowest that onstream says it works with. */
const LOWEST = Object.entries({
  ...MANIFEST.peerDependencies,
  '@aws-sdk/util-dynamodb': MANIFEST.dependencies['@aws-sdk/util-dynamodb'],
})
  .map(([name, range]) => [name, lowestOf(String(range))] as const)
  .sort();

const run = promisify(execFile);

function lowestOf(range: string): string {
  const [version] = /\d+\.\d+\.\d+/.exec(range) ?? [];
  return String(version);
}

const ORDERS = `
import { bootstrap, type InsertRecord, OnAny, OnInsert, Table } from 'onstream';
import { name } from 'in-typescript';

class Handlers {
  @OnAny
  audit() {}
}

@Table(name)
class OrderHandlers extends Handlers {
  @OnInsert
  confirm(record: InsertRecord) {}
}

export const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true });
`;

const HANDLER_IDS = ['OrderHandlers.audit', 'OrderHandlers.confirm'];

/** Each expected error is one that only real types give. */
const TYPED = `
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type InsertRecord, bootstrap, stream } from 'onstream';
import { StreamFunction } from 'onstream/cdk';
import { buildFunction } from 'onstream/deploy';
import { idempotent } from 'onstream/idempotency';
import { followStream, startDynamoDB, toBucket } from 'onstream/local';
import { redrive } from 'onstream/replay';
import { insert } from 'onstream/testing';

const store = new DynamoDBPersistenceLayer({ tableName: 'done', awsSdkV3Client: new DynamoDB({}) });
const handler = bootstrap(stream(), { use: [idempotent(store, { keyPrefix: 'orders' })] });

export function deploy(orders: Table) {
  // @ts-expect-error A table is no string.
  new StreamFunction(new Stack(new App(), 'Shop'), 'Typo', { entry: 'orders.ts', tables: { Orders: 'Orders' } });
  return new StreamFunction(new Stack(new App(), 'Shop'), 'Handlers', { entry: 'orders.ts', tables: { Orders: orders } });
}

export async function follow() {
  const dynamodb = await startDynamoDB();
  new DynamoDB(dynamodb.clientConfig);
  // @ts-expect-error A region is text.
  await followStream(handler, { dynamodb: { region: 1 }, table: 'Orders' });
  return followStream(handler, { dynamodb: { region: 'eu-west-1' }, table: 'Orders', onFailure: toBucket('s3://failed') });
}

export const big: InsertRecord['newImage'] = { pk: new NumberValueImpl('1') };
export const others = [buildFunction, insert, redrive];
`;

/** What is installed, in these versions and with what they need: a project of its own, apart from that of the checkout. */
const PROJECT = join(__dirname, 'lowest');

const INSTALLED = join(CHECKOUT, 'node_modules/.cache/lowest-peers');

/** The first time, most of this spec's time is that of npm: there are 400 packages, and aws-cdk-lib alone has 100 MB. */
async function install(): Promise<void> {
  const savedAt = (file: string) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isStale =
    savedAt(join(INSTALLED, 'node_modules/.package-lock.json')) < savedAt(join(PROJECT, 'package-lock.json'));
  if (!isStale) return;
  cpSync(PROJECT, INSTALLED, { recursive: true });
  await run('npm', ['ci', '--prefer-offline'], { cwd: INSTALLED });
}

describe('the lowest versions that onstream works with', function () {
  this.timeout(180_000);
  let consumer: Consumer;

  before(async () => {
    consumer = Consumer.copy();
    await install();
    for (const [name] of LOWEST) consumer.link(name, INSTALLED);
    writeOrders(consumer.link(`@dynoxide/${process.platform}-${process.arch}`));
  });
  after(() => consumer?.remove());

  /** Handlers with a package that Node.js cannot load, and an event for them. */
  function writeOrders(project: Consumer): void {
    project
      .write('orders.ts', ORDERS)
      .write('event.json', JSON.stringify(streamEvent(insert({ pk: 'a' }, { table: 'Orders' }))))
      .write('node_modules/in-typescript/package.json', '{ "main": "index.ts", "type": "module" }')
      .write('node_modules/in-typescript/index.ts', "export const name: string = 'Orders';");
  }

  it('are those that are installed, and there is no second one of them', async () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      const beside = createRequire(import.meta.resolve('onstream'));
      const versions = ${JSON.stringify(LOWEST)}.map(([name]) => {
        const folder = beside.resolve.paths(name).map((one) => one + '/' + name + '/package.json');
        for (const file of folder) try { return [name, JSON.parse(readFileSync(file)).version]; } catch {}
      });
      console.log(JSON.stringify(versions));`;
    expect(await consumer.write('versions.mjs', program).node('versions.mjs')).to.deep.equal(LOWEST);
  });

  it('have the types that those of onstream name', async () => {
    await consumer
      .write('typed.mts', TYPED)
      .tsc(
        'newest',
        ...['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--module', 'nodenext'],
        ...[
          '--target',
          'es2022',
          '--types',
          'node',
          '--typeRoots',
          join(CHECKOUT, 'node_modules', '@types'),
          'typed.mts',
        ],
      );
  });

  it('run, bundle and zip handlers: esbuild and fflate', async () => {
    await expectToBuild(consumer);
  });

  async function expectToBuild(project: Consumer): Promise<void> {
    const { results } = JSON.parse(await project.onstream('invoke', 'orders.ts', '--event', 'event.json', '--json'));
    expect(results.map(({ handler }: { handler: string }) => handler)).to.deep.equal(HANDLER_IDS);
    await project.onstream('build', 'orders.ts', '--out', 'out');
    const run = `
      import { readFileSync } from 'node:fs';
      import { handler } from './out/index.mjs';
      const { handled, results } = await handler.dispatch(JSON.parse(readFileSync('event.json')));
      const zip = readFileSync('out/function.zip');
      console.log(JSON.stringify([handled, results.map(({ handler }) => handler), zip.includes('index.mjs')]));`;
    const ran = await project.write('run.mjs', run).node('run.mjs');
    expect(ran).to.deep.equal([1, HANDLER_IDS, true]);
  }

  it('write and read templates: yaml', async () => {
    await consumer.onstream('synth', 'orders.ts', '--format', 'sam', '--out', 'template.yaml');
    expect(readFileSync(join(consumer.folder, 'template.yaml'), 'utf8')).to.include('AWS::Serverless::Function');
    const difference = await consumer.onstream('synth', 'orders.ts', '--format', 'sam', '--diff', 'template.yaml');
    expect(difference).to.equal('Nothing changes.\n');
  });

  it('draw a bar on a terminal: cli-progress', async () => {
    const program = `
      const write = process.stdout.write.bind(process.stdout);
      let drawn = '';
      Object.assign(process.stdout, { isTTY: true, columns: 80, write: (text) => Boolean((drawn += text)) });
      const { showProgress } = await import('./node_modules/onstream/dist/esm/cli/show-progress.js');
      const display = await showProgress('items', 'auto');
      display.update({ done: 1, of: 4, counts: { failed: 0 } });
      display.update({ done: 4, of: 4, counts: { failed: 1 } });
      display.stop();
      write(JSON.stringify(drawn));`;
    const drawn = await consumer.write('bar.mjs', program).node('bar.mjs');
    expect(drawn)
      .to.match(/25% \| 1\/4 items .* 0 failed/)
      .and.match(/100% \| 4\/4 items .* 1 failed/);
  });

  it('synthesize the construct: aws-cdk-lib and constructs', async () => {
    const program = `${SYNTHESIZE}
      synthesize(require('aws-cdk-lib'), require('aws-cdk-lib/aws-dynamodb'), require('onstream/cdk'));`;
    const types = await consumer.write('orders.mjs', HANDLERS).write('app.cjs', program).node('app.cjs');
    expect(types).to.deep.equal(RESOURCES);
  });

  it('read a deployment and invoke its function: client-lambda and client-dynamodb', async () => {
    const aws = await new AwsStandIn().start();
    aws.mappings = [mapping('Orders')];
    aws.tables = [table('Orders')];
    const program = `
      import { bootstrap, stream } from 'onstream';
      import { diagnose, readDeployed } from 'onstream/deploy';
      import { lambdaTarget } from 'onstream/replay';
      import { insert } from 'onstream/testing';
      const { manifest } = bootstrap(stream({ table: 'Orders' }).onInsert(() => {}), { reportBatchItemFailures: true });
      const endpoint = ${JSON.stringify(aws.endpoint)};
      const deployed = await readDeployed({ functionName: 'orders', endpoint });
      const { handled } = await (await lambdaTarget('orders', { endpoint })).deliver([insert({ pk: 'a' })]);
      console.log(JSON.stringify([handled, diagnose(manifest, deployed).map(({ check }) => check)]));`;
    try {
      expect(await consumer.write('deployed.mjs', program).node('deployed.mjs')).to.deep.equal([1, ['filters']]);
      expect(aws.invocations).to.have.lengthOf(1);
      expect(aws.asked).to.include('POST DynamoDB_20120810.DescribeTable');
    } finally {
      aws.stop();
    }
  });

  it('write to a bucket, and read failed batches and exports from one: client-s3', async () => {
    const [failed, exported] = await Promise.all([new BucketStandIn().start(), new Bucket().start()]);
    for (const [key, bytes] of exportOf([[item('b')]])) exported.objects.set(key, bytes);
    const program = `
      import { bootstrap, stream } from 'onstream';
      import { toBucket } from 'onstream/local';
      import { planExport, redrive, replayExport } from 'onstream/replay';
      const { record, payload } = ${JSON.stringify(givenUp())};
      const seen = [];
      const target = {
        async deliver(records) {
          seen.push(...records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
          return { handled: records.length, failures: [] };
        },
      };
      const [endpoint, exports] = ${JSON.stringify([failed.endpoint, exported.endpoint])};
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const clientConfig = { endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
      await toBucket('s3://failed/orders', { clientConfig })(record, payload);
      await redrive({ bucket: 's3://failed/orders', endpoint, target });
      const plan = await planExport({ from: 's3://exports/orders', endpoint: exports, keys: ['pk'] });
      await replayExport(plan, target, { run: 'again' });
      console.log(JSON.stringify(seen));`;
    try {
      expect(await consumer.write('bucket.mjs', program).node('bucket.mjs')).to.deep.equal(['ITEM#1', 'b']);
      expect(failed.keys.map((key) => key.split('/').slice(0, 2))).to.deep.equal([['orders', 'done']]);
    } finally {
      failed.stop();
      exported.stop();
    }
  });

  it('follow a stream, and read failed batches again: DynamoDB, its streams, SQS and Kinesis', async () => {
    const [queue, kinesis] = await Promise.all([new QueueStandIn().start(), new KinesisStandIn().start()]);
    const data = kinesisEvent(insert({ pk: 'k' }, { table: 'Orders' })).Records[0]?.kinesis.data ?? '';
    const sequenceNumber = kinesis.sequenceNumber(kinesis.put(data));
    const { DDBStreamBatchInfo, ...record } = givenUp().record;
    const range = { startSequenceNumber: sequenceNumber, endSequenceNumber: sequenceNumber, batchSize: 1 };
    const { shardId, streamArn } = kinesis;
    const ofKinesis = { ...record, KinesisBatchInfo: { ...DDBStreamBatchInfo, ...range, shardId, streamArn } };
    const program = `
      import { DynamoDB } from '@aws-sdk/client-dynamodb';
      import { SQS } from '@aws-sdk/client-sqs';
      import { bootstrap, stream } from 'onstream';
      import { followStream, startDynamoDB, toQueue } from 'onstream/local';
      import { planRun, planTouch, redrive } from 'onstream/replay';
      const [queue, kinesis, ofKinesis] = ${JSON.stringify([queue.url, kinesis.endpoint, ofKinesis])};
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const inQueue = { endpoint: new URL(queue).origin, region: 'us-east-1', credentials };
      const quiet = () => {};
      const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
      const dynamodb = await startDynamoDB();
      const client = new DynamoDB(dynamodb.clientConfig);
      await client.createTable({
        TableName: 'Orders',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      });
      const failing = bootstrap(stream({ table: 'Orders' }).onInsert(() => { throw new Error('no'); }), { logger });
      const follower = await followStream(failing, {
        dynamodb,
        table: 'Orders',
        logger,
        eventSource: { maximumRetryAttempts: 0 },
        onFailure: toQueue(queue, { clientConfig: inQueue }),
      });
      await client.putItem({ TableName: 'Orders', Item: { pk: { S: 'a' } } });
      await follower.caughtUp();
      await follower.stop();
      const seen = [];
      const target = {
        async deliver(records) {
          seen.push(...records.map(({ eventID, eventSource }) => eventSource));
          return { handled: records.length, failures: [] };
        },
      };
      await redrive({ queue, endpoint: dynamodb.endpoint, target });
      await new SQS(inQueue).sendMessage({ QueueUrl: queue, MessageBody: JSON.stringify(ofKinesis) });
      await redrive({ queue, endpoint: kinesis, target });
      const { endpoint } = dynamodb;
      const run = await (await planRun({ table: 'Orders', endpoint })).run(target);
      const touched = await (await planTouch({ table: 'Orders', endpoint })).run();
      client.destroy();
      await dynamodb.stop();
      console.log(JSON.stringify({ seen, run: run.handled, touched: touched.touched }));`;
    try {
      expect(await consumer.write('streams.mjs', program).node('streams.mjs')).to.deep.equal({
        seen: ['aws:dynamodb', 'aws:kinesis', 'aws:dynamodb'],
        run: 1,
        touched: 1,
      });
      expect(queue.messages).to.deep.equal([]);
    } finally {
      queue.stop();
      kinesis.stop();
    }
  });

  it('remember what is done: Powertools', async () => {
    const program = `
      import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
      import { DynamoDB } from '@aws-sdk/client-dynamodb';
      import { bootstrap, stream } from 'onstream';
      import { idempotent } from 'onstream/idempotency';
      import { startDynamoDB } from 'onstream/local';
      import { insert, streamEvent } from 'onstream/testing';
      const dynamodb = await startDynamoDB();
      const client = new DynamoDB(dynamodb.clientConfig);
      await client.createTable({
        TableName: 'done',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      });
      let calls = 0;
      const store = new DynamoDBPersistenceLayer({ tableName: 'done', awsSdkV3Client: client });
      const handler = bootstrap(stream().onInsert(() => { if (++calls === 1) throw new Error('first'); }), {
        use: [idempotent(store, { keyPrefix: 'orders' })],
        logger: { debug() {}, info() {}, warn() {}, error() {} },
      });
      const event = streamEvent(insert({ pk: 'a' }));
      const failures = [];
      for (let delivery = 0; delivery < 3; delivery++) failures.push((await handler.dispatch(event)).failures.length);
      client.destroy();
      await dynamodb.stop();
      console.log(JSON.stringify({ calls, failures }));`;
    const done = await consumer.write('idempotent.mjs', program).node('idempotent.mjs');
    expect(done).to.deep.equal({ calls: 2, failures: [1, 0, 0] });
  });

  // 0.22 alone leaves packages out of what it bundles for Node.js.
  for (const version of ['0.21.5', '0.23.0'])
    it(`run, bundle and zip handlers with esbuild ${version}, too`, async () => {
      consumer.link('esbuild', INSTALLED, `esbuild-${version}`);
      await expectToBuild(consumer);
    });

  // That all of them go with each other, npm found when it wrote the lock file.
  it('go with onstream in a project that has one of them, and esbuild 0.22 does not', async () => {
    // What npm reads of a package before it decides.
    consumer.write('archived/package/package.json', JSON.stringify(MANIFEST));
    await run('tar', ['-czf', 'onstream.tgz', '-C', 'archived', 'package'], { cwd: consumer.folder });
    const resolve = async (project: string, ...packages: string[]) => {
      consumer.write(`${project}/package.json`, '{ "private": true }');
      const folder = join(consumer.folder, project);
      await installIn(folder, ['../onstream.tgz', ...packages], '--package-lock-only');
    };
    await resolve('oldest', '@aws-sdk/client-dynamodb@3.901.0', 'esbuild@0.21.5');
    const refused = await resolve('between', 'esbuild@0.22.0').catch(({ stderr }) => stderr);
    // All of what npm says, should it be something else.
    expect(refused, refused).to.include('ERESOLVE');
  });
});

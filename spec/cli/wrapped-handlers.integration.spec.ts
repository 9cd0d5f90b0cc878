import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { givenUp } from '../local/failure/given-up.js';
import { Workplace } from './workplace.js';

/** Handlers behind middy, which fail for an order that is `bad`. */
function orders(around = '.before(() => console.log("before"))', options = 'reportBatchItemFailures: true'): string {
  return `import middy from '@middy/core';
import { bootstrap, type InsertRecord, OnInsert, Table } from 'onstream';

@Table('Orders')
class Orders {
  @OnInsert({ newImage: { pk: [{ prefix: 'ORDER' }] } })
  async confirm({ keys }: InsertRecord<{ pk: string }>) {
    if (keys.pk.endsWith('bad')) throw new Error('no mail today');
    console.log('confirmed ' + keys.pk);
  }
}

export const handler = middy(bootstrap(Orders, { ${options} }))${around};
`;
}

const records = ['ORDER#1', 'ORDER#bad', 'ORDER#3'].map((pk) => insert({ pk }, { table: 'Orders' }));
const event = JSON.stringify(streamEvent(...records));

describe('A handler behind middy', function () {
  this.timeout(120_000);
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('orders.ts', orders()).save('event.json', event);
  });
  afterEach(() => place.close());

  it('is drawn by graph', async () => {
    const { code, stdout } = await place.run(['graph', 'orders.ts']);
    expect(stdout).to.match(/Orders<br\/>[\s\S]*\["Orders\.confirm"\]/);
    expect(code).to.equal(0);
  });

  it('is built, with the wrapper as the handler and the decorators in the manifest', async () => {
    const { code, stderr } = await place.run(['build', 'orders.ts', '--out', 'out']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const { routes, sources } = JSON.parse(place.read('out/manifest.json'));
    expect(routes).to.have.lengthOf(1);
    expect(sources[0].filterCriteria.Filters).to.have.lengthOf(1);
    place.save(
      'call.mjs',
      "import { readFileSync } from 'node:fs'; import { handler } from './out/index.mjs';\n" +
        "console.log(JSON.stringify(await handler(JSON.parse(readFileSync('event.json', 'utf8')), {})));",
    );
    const { execFileSync } = await import('node:child_process');
    const answer = execFileSync(process.execPath, ['call.mjs'], { cwd: place.folder, encoding: 'utf8', stdio: 'pipe' });
    expect(answer).to.match(/^before\n/);
    expect(answer).to.contain(`"itemIdentifier":"${records[1]?.dynamodb?.SequenceNumber}"`);
  });

  it('is deployed by synth, with the filters and permissions of its decorators', async () => {
    const { code, stdout } = await place.run(['synth', 'orders.ts', '--format', 'sam', '--name', 'orders']);
    expect(stdout).to.contain('ReportBatchItemFailures').and.contain('ORDER');
    expect(code).to.equal(0);
  });

  it('is invoked through the wrapper, and tells what became of each record', async () => {
    const { code, stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.match(
      /^3 records: 1 handled, .*1 failed\n {2}ok Orders\.confirm on event .*\n {2}failed Orders\.confirm on event [\s\S]*Error: no mail today/,
    );
    expect(stdout).not.to.contain('wrapper');
    expect(stderr).to.match(/^before$/m);
    expect(code).to.equal(1);
  });

  it('is invoked with JSON for an answer, beside which stands what the wrapper answered', async () => {
    const { stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json', '--json']);
    const { records: count, handled, checkpoint, wrapper } = JSON.parse(stdout);
    const itemIdentifier = records[1]?.dynamodb?.SequenceNumber;
    expect({ count, handled, checkpoint }).to.deep.equal({ count: 3, handled: 1, checkpoint: itemIdentifier });
    expect(wrapper).to.deep.equal({ response: { batchItemFailures: [{ itemIdentifier }] } });
  });

  const ENDINGS: readonly (readonly [what: string, around: string, said: RegExp])[] = [
    [
      'ends the call before the handlers',
      '.before(() => ({ cached: true }))',
      /^failed: the wrapper ended the call before the handlers ran\n$/,
    ],
    [
      'throws before the handlers',
      '.before(() => { throw new RangeError("no secret"); })',
      /^failed: the wrapper threw before the handlers ran: RangeError: no secret\n {2}RangeError: no secret\n.*orders\.ts:/,
    ],
    [
      'throws after the handlers',
      '.after(() => { throw new RangeError("no metrics"); })',
      /^3 records: [\s\S]*failed: the wrapper threw after the handlers had run: RangeError: no metrics\n/,
    ],
    [
      'hides what the handlers failed',
      '.after((request) => { request.response = "fine"; })',
      /^3 records: 1 handled, [\s\S]*failed: the wrapper answers as if nothing had failed, so that Lambda does not /,
    ],
  ];
  for (const [what, around, said] of ENDINGS)
    it(`is said to have failed by invoke where middy ${what}`, async () => {
      place.save('orders.ts', orders(around));
      const { code, stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
      expect(stdout).to.match(said);
      expect(code).to.equal(1);
    });

  const REDELIVERIES: readonly (readonly [what: string, around: string, said: string | undefined])[] = [
    ['hides what failed', '.after((request) => { request.response = "fine"; })', undefined],
    ['throws', '.after(() => { throw new RangeError("no metrics"); })', 'the first record'],
    ['hands on what failed', '', `${records[1]?.dynamodb?.SequenceNumber}`],
  ];
  for (const [what, around, said] of REDELIVERIES)
    it(`is delivered again from ${said ?? 'nowhere'} on where middy ${what}`, async () => {
      place.save('orders.ts', orders(around));
      const { stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
      expect(/^Lambda would deliver again from (.*) on$/m.exec(stdout)?.[1]).to.equal(said);
    });

  it('is invoked with all records of the event, also where the wrapper takes some out of it', async () => {
    const around = '.before(({ event }) => { event.Records = event.Records.slice(0, 1); })';
    place.save('orders.ts', orders(around));
    const { stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.match(/^3 records: 1 handled, 2 unwanted, 0 failed\n/);
  });

  it('is invoked also where it is bootstrapped for the first event', async () => {
    place.save(
      'orders.ts',
      "import { bootstrap, stream } from 'onstream';\nlet made;\n" +
        'export const handler = (event, context) => (made ??= bootstrap(stream().onAny(function log() {})))(event, context);',
    );
    const { code, stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.match(/^3 records: 3 handled, .*\n {2}ok stream\.log on event /);
    expect(code).to.equal(0);
  });

  it('runs failed batches again, through the wrapper', async () => {
    const { record } = givenUp();
    const batch = (...pks: string[]) =>
      JSON.stringify({ ...record, payload: streamEvent(...pks.map((pk) => insert({ pk }, { table: 'Orders' }))) });
    place.save('failed/good.json', batch('ORDER#1')).save('failed/worse.json', batch('ORDER#2', 'ORDER#bad'));
    const { code, stdout } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed', '--yes']);
    expect(stdout).to.match(/before\nconfirmed ORDER#1\nok /);
    expect(stdout).to.contain('Orders.confirm: Error: no mail today');
    expect(existsSync(join(place.folder, 'failed/good.json'))).to.equal(false);
    expect(existsSync(join(place.folder, 'failed/worse.json'))).to.equal(true);
    expect(code).to.equal(1);
  });

  it('is followed by dev: its tables, its event source, and each record', async () => {
    place.save(
      'orders.ts',
      orders(undefined, 'reportBatchItemFailures: true, eventSource: { maximumRetryAttempts: 0 }'),
    );
    const program = await place.dev('orders.ts', '--json');
    const endpoint = await program.endpoint();
    const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDB({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    for (const pk of ['ORDER#1', 'other', 'ORDER#bad'])
      await client.putItem({ TableName: 'Orders', Item: { pk: { S: pk }, sk: { S: 'x' } } });
    client.destroy();
    await program.says(/"pk":"ORDER#bad".*"fate":"failed"/);
    const shown = program.lines('record').map(({ keys, handlers, fate }) => [Object(keys).pk, handlers, fate]);
    expect(shown).to.deep.include.members([
      ['ORDER#1', ['Orders.confirm'], 'ok'],
      ['ORDER#bad', ['Orders.confirm'], 'failed'],
      ['other', [], 'unwanted'],
    ]);
    expect((await program.interrupt().ended()).stderr).to.match(/^before$/m);
  });
});

import { expect } from 'chai';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { BODY_LINE, orderHandlers } from './orders.js';
import { Workplace } from './workplace.js';

const EVENT = streamEvent(
  insert({ pk: 'ORDER#1', sk: '1', status: 'PAID' }, { table: 'Orders' }),
  modify({ pk: 'ORDER#1', sk: '1', status: 'PAID' }, { pk: 'ORDER#1', sk: '1', status: 'LOST' }, { table: 'Orders' }),
);
const [inserted] = EVENT.Records;
const ID = inserted?.eventID;
const JSON_EVENT = JSON.stringify(EVENT);
const THROWS = "throw new Error('bad order');";

describe('onstream invoke', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('event.json', JSON_EVENT);
  });
  afterEach(() => place.close());

  it('hands the event of a file to a handler, and tells what became of it', async () => {
    place.save('orders.ts', orderHandlers("console.log('a log line'); return 'thanked' as unknown as void;"));
    const { code, stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.equal(
      `2 records: 1 handled, 1 unwanted, 0 failed\n  ok OrderHandlers.confirm on event ${ID}, gave "thanked"\n`,
    );
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: 'a log line\n' });
  });

  for (const args of [[], ['--event', '-']]) {
    it(`reads the event from standard input with ${args.join(' ') || 'nothing else said'}`, async () => {
      place.save('orders.ts', orderHandlers());
      const { code, stdout } = await place.run(['invoke', 'orders.ts', ...args], { stdin: JSON_EVENT });
      expect(stdout).to.match(/^2 records: 1 handled, 1 unwanted, 0 failed$/m);
      expect(code).to.equal(0);
    });
  }

  for (const [what, bytes] of [
    ['a byte order mark', Buffer.from(`\ufeff${JSON_EVENT}`)],
    ["UTF-16, as PowerShell's > writes it", Buffer.from(`\ufeff${JSON_EVENT}`, 'utf16le')],
  ] as const) {
    it(`reads an event with ${what}`, async () => {
      place.save('orders.ts', orderHandlers()).save('event.json', bytes);
      const { code, stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
      expect(stdout).to.match(/^2 records: 1 handled, 1 unwanted, 0 failed$/m);
      expect(code).to.equal(0);
    });
  }

  it('tells what handlers give and throw that JSON cannot say', async () => {
    const cyclic = 'const answer: any = { status: 200 }; answer.request = answer;';
    for (const [body, text, json] of [
      [
        `${cyclic} return answer;`,
        /gave <ref \*1> \{ status: 200/,
        /"value":\{"status":200,"request":"\[in itself]"\}/,
      ],
      [
        `${cyclic} throw answer;`,
        /thrown: <ref \*1> \{ status: 200/,
        /"error":\{"status":200,"request":"\[in itself]"\}/,
      ],
      ['throw new Proxy({}, { getPrototypeOf() { throw 1; } });', /thrown: \{\}/, /"error":/],
      ["throw Object.assign(new Error('x'), { stack: 'x\\n'.repeat(300_000) });", /x\n {4}x\n/, /"error":/],
    ] as const) {
      place.save('orders.ts', orderHandlers(body));
      const asText = await place.run(['invoke', 'orders.ts'], { stdin: JSON_EVENT });
      expect(asText.stdout).to.match(text);
      const asJson = await place.run(['invoke', 'orders.ts', '--json'], { stdin: JSON_EVENT });
      expect(asJson.stdout).to.match(json);
      JSON.parse(asJson.stdout);
    }
  });

  it('tells the outcome as JSON with --json', async () => {
    place.save('orders.ts', orderHandlers("console.log('a log line');"));
    const { code, stdout } = await place.run(['invoke', 'orders.ts', '--json'], { stdin: JSON_EVENT });
    expect(JSON.parse(stdout)).to.deep.equal({
      records: 2,
      handled: 1,
      skipped: 1,
      results: [{ eventID: ID, handler: 'OrderHandlers.confirm' }],
      dropped: [],
      failures: [],
    });
    expect(code).to.equal(0);
  });

  it('names what onError skipped as dropped, with the handler and its error', async () => {
    place.save('orders.ts', orderHandlers(THROWS, "onError: () => 'skip'"));
    const { code, stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.equal(
      [
        '2 records: 0 handled, 1 dropped, 1 unwanted, 0 failed',
        `  dropped OrderHandlers.confirm on event ${ID}`,
        '    Error: bad order',
        `        at OrderHandlers.confirm (${place.folder}/orders.ts:${BODY_LINE}:11)`,
        '',
      ].join('\n'),
    );
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const asJson = await place.run(['invoke', 'orders.ts', '--json'], { stdin: JSON_EVENT });
    const { handled, dropped } = JSON.parse(asJson.stdout);
    expect({ handled, dropped: dropped.length }).to.deep.equal({ handled: 1, dropped: 1 });
    expect(dropped[0]).to.deep.include({ eventID: ID, handler: 'OrderHandlers.confirm' });
    expect(dropped[0].error).to.deep.include({ name: 'Error', message: 'bad order' });
  });

  it('tells that no handler subscribes to a table', async () => {
    place.save('orders.ts', orderHandlers().replace("'Orders'", "'OtherOrders'"));
    const { code, stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.equal('2 records: 0 handled, 2 unwanted, 0 failed\n');
    expect(stderr).to.match(
      /^onstream: skipped the records of table "Orders", to which no handler subscribes\..*OtherOrders/,
    );
    expect(code).to.equal(0);
  });

  it('shows where a handler failed, and exits with 1', async () => {
    place.save('orders.ts', orderHandlers(THROWS));
    const { code, stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(stdout).to.equal(
      [
        '2 records: 0 handled, 0 unwanted, 1 failed',
        `  failed OrderHandlers.confirm on event ${ID}`,
        '    Error: bad order',
        `        at OrderHandlers.confirm (${place.folder}/orders.ts:${BODY_LINE}:11)`,
        `Lambda would deliver again from ${inserted?.dynamodb?.SequenceNumber} on`,
        '',
      ].join('\n'),
    );
    expect({ code, stderr }).to.deep.equal({ code: 1, stderr: '' });
  });

  it('says that the whole batch is delivered again where partial responses are off', async () => {
    place.save('orders.ts', orderHandlers("if (record.newImage.pk === 'ORDER#2') throw new Error('bad order');", ''));
    const two = JSON.stringify(streamEvent(...['ORDER#1', 'ORDER#2'].map((pk) => insert({ pk }, { table: 'Orders' }))));
    const { stdout } = await place.run(['invoke', 'orders.ts'], { stdin: two });
    expect(stdout).to.match(
      /^2 records: 1 handled, .*\n[\s\S]*\nLambda would deliver again from the first record on\n$/,
    );
  });

  it('tells failures as JSON with --json', async () => {
    place.save('orders.ts', orderHandlers(THROWS));
    const { code, stdout } = await place.run(['invoke', 'orders.ts', '--json'], { stdin: JSON_EVENT });
    const { failures, checkpoint } = JSON.parse(stdout);
    expect(failures[0]).to.deep.include({ eventID: ID, handler: 'OrderHandlers.confirm' });
    expect(failures[0].error).to.deep.include({ name: 'Error', message: 'bad order' });
    expect(checkpoint).to.equal(inserted?.dynamodb?.SequenceNumber);
    expect(code).to.equal(1);
  });

  it('prints what any other handler returns', async () => {
    place.save('any.cjs', 'exports.handler = async ({ Records }) => ({ seen: Records.length });');
    const { code, stdout } = await place.run(['invoke', 'any.cjs', '--event', 'event.json']);
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '{"seen":2}\n' });
  });

  it('shows where any other handler failed', async () => {
    place.save('any.mjs', `export const handler = async () => {\n  ${THROWS}\n};`);
    const { code, stdout } = await place.run(['invoke', 'any.mjs', '--event', 'event.json']);
    const frame = `at handler (${place.folder}/any.mjs:2:9)`;
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: `failed\n  Error: bad order\n      ${frame}\n` });
  });

  for (const [what, file, text, args, message] of [
    ['a file that is not there', 'orders.ts', undefined, [], 'orders.ts: found no file, expected a TypeScript or '],
    [
      'a file without a handler',
      'orders.ts',
      'export const size = 1;',
      [],
      'orders.ts: found the exports size, expected a Lambda handler',
    ],
    [
      'a syntax error',
      'orders.ts',
      'const ;',
      [],
      'orders.ts:1:7: Expected identifier but found ";"\n  const ;\n        ^',
    ],
    [
      'a module that throws',
      'orders.ts',
      `${THROWS}\nexport const handler = () => {};`,
      [],
      'orders.ts cannot be loaded\nError: bad order\n    at <anonymous> (FOLDER/orders.ts:1:7)\n',
    ],
    [
      'an event that is not there',
      'orders.ts',
      orderHandlers(),
      ['--event', 'no.json'],
      '--event no.json cannot be read: ',
    ],
    ['an event that is no JSON', 'orders.ts', orderHandlers(), ['--event', 'orders.ts'], 'orders.ts: found no JSON ('],
    ['no event', 'orders.ts', orderHandlers(), [], 'standard input: found no JSON ('],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      if (text !== undefined) place.save(file, text);
      const { code, stdout, stderr } = await place.run(['invoke', file, ...args], {
        stdin: what === 'no event' ? '' : JSON_EVENT,
      });
      expect(stderr.startsWith(message.replace('FOLDER', place.folder)), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
  }

  it('says what is wrong with an event of another kind', async () => {
    place.save('orders.ts', orderHandlers());
    const { code, stderr } = await place.run(['invoke', 'orders.ts'], { stdin: '{"detail":{}}' });
    expect(stderr).to.match(/^Event: found keys \[detail\] .*, expected Records: an array of DynamoDB changes\n$/);
    expect(code).to.equal(1);
  });
});

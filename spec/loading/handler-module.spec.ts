import assert from 'node:assert/strict';
import type { DispatchingHandler } from '../../lib/bootstrap-observer.js';
import { bootstrap, OnInsert, stream, Table } from '../../lib/index.js';
import { onstreamOf } from '../../lib/loading/behind-wrapper.js';
import { handlerOf, type LoadedHandler } from '../../lib/loading/handler-module.js';
import { observeLoading } from '../../lib/loading/observe-bootstraps.js';
import { WRAPPERS } from './wrappers.js';

@Table('Orders')
class Orders {
  @OnInsert confirm() {}
}

const wrap = (inner: (event: never, context: never) => Promise<unknown>) => (event: never, context: never) =>
  inner(event, context);

const quiet = () => undefined;
const onOrders = () => bootstrap(Orders);
const onAudit = () => bootstrap(stream({ table: 'Audit' }).onAny(quiet));

async function loading(module: () => object) {
  const { loaded, made } = await observeLoading(async () => module());
  return handlerOf(loaded, 'orders.ts', made);
}

async function load(module: () => object): Promise<LoadedHandler> {
  const result = await loading(module);
  if ('problem' in result) throw new Error(result.problem);
  return result.loaded;
}

async function tableOf(module: () => object): Promise<string | undefined> {
  const loaded = await load(module);
  return onstreamOf(loaded, 'orders.ts').manifest.sources[0]?.table;
}

async function problemOf(module: () => object): Promise<string> {
  const result = await loading(module);
  return 'problem' in result ? result.problem : '';
}

describe('The handler of a module', () => {
  for (const [name, wrapper] of Object.entries(WRAPPERS))
    it(`is looked for behind ${name}, which is what is called`, async () => {
      let inner: DispatchingHandler | undefined;
      const { handler, onstream, others } = await load(() => {
        inner = onOrders();
        return { handler: wrapper(inner) };
      });
      assert.equal(onstream, inner);
      assert.notEqual(handler, inner);
      assert.deepEqual(others, []);
    });

  it('is the exported function itself where bootstrap made that', async () => {
    const { handler, onstream } = await load(() => ({ handler: onOrders() }));
    assert.equal(handler, onstream);
  });

  it('is found behind a wrapper that is exported by another name, also beside its class', async () => {
    assert.equal(await tableOf(() => ({ run: wrap(onOrders()) })), 'Orders');
    assert.equal(await tableOf(() => ({ default: wrap(onOrders()), Orders })), 'Orders');
  });

  it('is found where what is wrapped is exported too, and is no other handler then', async () => {
    const loaded = await load(() => {
      const inner = onOrders();
      return { inner, handler: wrap(inner) };
    });
    assert.equal(loaded.name, 'handler');
    assert.deepEqual(loaded.others, []);
    assert.equal(onstreamOf(loaded, 'orders.ts').manifest.sources[0]?.table, 'Orders');
  });

  it('is the one that is not exported, where others are', async () => {
    const loaded = await load(() => ({ audit: onAudit(), handler: wrap(onOrders()) }));
    assert.equal(onstreamOf(loaded, 'orders.ts').manifest.sources[0]?.table, 'Orders');
    assert.deepEqual(
      loaded.others?.map(({ name }) => name),
      ['audit'],
    );
  });

  it('is found behind two wrappers around each other', async () => {
    assert.equal(await tableOf(() => ({ handler: wrap(wrap(onOrders())) })), 'Orders');
  });

  it('cannot be known where several can be behind a wrapper: the message names them and what to do', async () => {
    const module = () => ({ handler: wrap(onOrders()), other: wrap(onAudit()) });
    assert.equal((await load(module)).onstream, undefined);
    await assert.rejects(tableOf(module), {
      message:
        'orders.ts: handler is a function that bootstrap() did not make, and which of 2 handlers it wraps cannot be seen: ' +
        'Orders.confirm; stream.quiet. Give each Lambda handler a module of its own, or export the handlers that handler ' +
        'does not wrap as they are. If it calls all of them, give them to one bootstrap([…, …]).',
    });
  });

  it('cannot be known where bootstrap is called later', async () => {
    let inner: DispatchingHandler | undefined;
    const module = () => ({
      handler: (event: unknown) => {
        inner ??= onOrders();
        return inner(event);
      },
    });
    await assert.rejects(
      tableOf(module),
      /^ConfigurationError: orders\.ts: handler is a function that bootstrap\(\) did not make, and bootstrap\(\) was not called while .* Call bootstrap\(\) at the top level/,
    );
  });

  it('has to be called handler where several functions are exported beside what bootstrap made', async () => {
    const expected =
      'orders.ts: found the functions a, b and no export called handler, so that it is not clear which function Lambda is ' +
      'to call. Call it handler: export const handler = middy(bootstrap(OrderHandlers))';
    assert.equal(await problemOf(() => ({ a: wrap(onOrders()), b: wrap(onAudit()) })), expected);
    assert.match(
      await problemOf(() => ({ Orders, run: wrap(onOrders()) })),
      /found the function run and no export called/,
    );
  });

  it('is made of the decorated classes where nothing is bootstrapped, whatever else is exported', async () => {
    const { onstream, handler, madeOf } = await load(() => ({ Orders, format: (text: string) => text }));
    assert.equal(onstream, handler);
    assert.deepEqual(madeOf, ['Orders']);
  });

  it('knows what was bootstrapped in its own module alone, of modules that are loaded at the same time', async () => {
    const slowly = (made: () => DispatchingHandler) =>
      observeLoading(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        const inner = made();
        await new Promise((resolve) => setImmediate(resolve));
        return { handler: wrap(inner) };
      });
    const both = await Promise.all([slowly(onOrders), slowly(onAudit)]);
    assert.deepEqual(
      both.map(({ made }) => made.map(({ manifest }) => manifest.sources[0]?.table)),
      [['Orders'], ['Audit']],
    );
  });
});

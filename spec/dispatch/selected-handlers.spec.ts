import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DispatchingHandler } from '../../lib/bootstrap-observer.js';
import { bootstrap, InvalidEventError, OnAny, OnInsert, OnModify, stream, Table } from '../../lib/index.js';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

@Table('Orders')
class Orders {
  @OnInsert confirm() {}
  @OnInsert total() {}
  @OnModify ship() {}
}

@Table('Audit')
class Audit {
  @OnAny log() {}
}

const IDS = ['Orders.confirm', 'Orders.total', 'Orders.ship', 'Audit.log'];

function made(logger = new RecordedLog()): DispatchingHandler {
  return bootstrap([Orders, Audit], { logger });
}

const batch = [
  insert({ pk: '1' }, { table: 'Orders' }),
  modify({ pk: '1', n: 1 }, { pk: '1', n: 2 }, { table: 'Orders' }),
  insert({ pk: '2' }, { table: 'Audit' }),
];

async function ranWith(handlers?: readonly string[]) {
  const { results, handled, skipped } = await made().dispatch(streamEvent(...batch), undefined, { handlers });
  return { ran: results.map(({ handler }) => handler), handled, skipped };
}

describe('dispatch with selected handlers', () => {
  it('runs these alone, and skips the records that none of them wants', async () => {
    assert.deepEqual(await ranWith(['Orders.total']), { ran: ['Orders.total'], handled: 1, skipped: 2 });
  });

  it('runs all of them without a selection', async () => {
    assert.deepEqual(await ranWith(), { ran: IDS, handled: 3, skipped: 0 });
  });

  it('runs none with an empty selection', async () => {
    assert.deepEqual(await ranWith([]), { ran: [], handled: 0, skipped: 3 });
  });

  it('leaves the next call as it was', async () => {
    const handler = made();
    await handler.dispatch(streamEvent(...batch), undefined, { handlers: ['Audit.log'] });
    const { results } = await handler.dispatch(streamEvent(...batch));
    assert.deepEqual(
      results.map(({ handler: id }) => id),
      IDS,
    );
  });

  it('runs what a whole run would have run, less the others, in the same order', () =>
    fc.assert(
      fc.asyncProperty(fc.subarray(IDS), async (handlers) => {
        const { ran } = await ranWith(handlers);
        const all = await ranWith();
        assert.deepEqual(
          ran,
          all.ran.filter((id) => handlers.includes(id)),
        );
      }),
    ));

  it('keeps the middleware around those that run', async () => {
    const around: string[] = [];
    const handler: DispatchingHandler = bootstrap(Orders, {
      use: [
        (_, context, next) => {
          around.push(context.handler.id);
          return next();
        },
      ],
    });
    await handler.dispatch(streamEvent(...batch), undefined, { handlers: ['Orders.ship'] });
    assert.deepEqual(around, ['Orders.ship']);
  });

  it('fails a malformed record, whichever handlers are selected', async () => {
    const handler = made();
    const { failures } = await handler.dispatch({ Records: [{ kinesis: null }] }, undefined, { handlers: [] });
    assert.equal(failures.length, 1);
    await assert.rejects(handler.dispatch({}, undefined, { handlers: [] }), InvalidEventError);
  });

  it('tells handlers of the same name apart', async () => {
    const twice = stream({ table: 'Orders' })
      .onInsert(function same() {})
      .onInsert(function same() {});
    const handler: DispatchingHandler = bootstrap(twice);
    const { results } = await handler.dispatch(streamEvent(...batch), undefined, { handlers: ['stream.same#2'] });
    assert.deepEqual(
      results.map(({ handler: id }) => id),
      ['stream.same#2'],
    );
  });
});

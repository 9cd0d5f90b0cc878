import assert from 'node:assert/strict';
import { bootstrap, OnInsert, stream, Table } from '../../../lib/index.js';
import { handlerTarget, loadedTarget } from '../../../lib/replay/target/local-target.js';
import { resolveHandlers, selectTarget } from '../../../lib/replay/target/select-handlers.js';
import { insert, streamEvent } from '../../../lib/testing/index.js';
import { changesOf } from './changes.js';

const IDS = ['OrderTotals.add', 'OrderTotals.undo', 'OrderMails.thank', 'Other#2.thank'];

describe('The names of handlers', () => {
  it('are their ids, or classes, which stand for all their methods', () => {
    assert.deepEqual(resolveHandlers(['OrderMails.thank'], IDS), ['OrderMails.thank']);
    assert.deepEqual(resolveHandlers(['OrderTotals'], IDS), ['OrderTotals.add', 'OrderTotals.undo']);
    assert.deepEqual(resolveHandlers(['Other#2'], IDS), ['Other#2.thank']);
  });

  it('give each handler once, in declaration order', () => {
    assert.deepEqual(resolveHandlers(['OrderMails.thank', 'OrderTotals', 'OrderTotals.add'], IDS), IDS.slice(0, 3));
  });

  for (const [name, near] of [
    ['OrderTotals.ad', 'OrderTotals.add'],
    ['ordertotals.add', 'OrderTotals.add'],
    ['OrderMail.thank', 'OrderMails.thank'],
    ['Nothing.like', undefined],
    ['OrderTotals.', 'OrderTotals.add'],
    ['', undefined],
    ['toString', undefined],
  ] as const)
    it(`are refused where there is none ${JSON.stringify(name)}, with ${near ?? 'all there are'}`, () => {
      assert.throws(() => resolveHandlers([name], IDS), {
        name: 'ConfigurationError',
        message:
          `There is no handler "${name}"${near ? `; did you mean ${near}?` : '.'} ` +
          `The handlers are ${IDS.join(', ')}.`,
      });
    });

  it('have to be some', () => {
    assert.throws(() => resolveHandlers([], IDS), /found none, expected some of OrderTotals\.add, /);
  });
});

describe('A target with selected handlers', () => {
  const ran: string[] = [];
  beforeEach(() => {
    ran.length = 0;
  });

  @Table('Orders')
  class OrderTotals {
    @OnInsert add() {
      ran.push('add');
    }
    @OnInsert count() {
      ran.push('count');
    }
  }
  const mails = stream({ table: 'Mails' }).onInsert(function thank() {
    ran.push('thank');
  });
  const handler = bootstrap([OrderTotals, mails]);
  const wrapped = async (event: unknown) => handler(event);

  it('runs these alone, and knows which it leaves out', async () => {
    const target = selectTarget(handlerTarget(handler), ['OrderTotals.add']);
    assert.deepEqual(await target.deliver(changesOf('a', 'b')), { handled: 2, failures: [] });
    assert.deepEqual(ran, ['add', 'add']);
    assert.deepEqual(target.handlers, ['OrderTotals.add']);
    assert.deepEqual(target.omitted, ['OrderTotals.count', 'stream.thank']);
  });

  it('runs these alone inside of a wrapper too', async () => {
    const target = loadedTarget(
      { name: 'handler', handler: wrapped, onstream: handler, candidates: [handler], isObserved: true },
      'orders.ts',
    );
    assert.deepEqual(await selectTarget(target, ['OrderTotals.count']).deliver(changesOf('a')), {
      handled: 1,
      failures: [],
    });
    assert.deepEqual(ran, ['count']);
  });

  it('fails the records of tables that none of them hears', async () => {
    const target = selectTarget(handlerTarget(handler), ['OrderTotals']);
    const { Records } = streamEvent(insert({ pk: 'x' }, { table: 'Mails' }));
    const { handled, failures } = await target.deliver(Records);
    assert.deepEqual([handled, ran], [0, []]);
    assert.match(
      failures[0]?.reason ?? '',
      /^none of the selected handlers .* hears the table Mails, expected Orders$/,
    );
  });

  it('narrows further, and never widens', () => {
    const target = selectTarget(handlerTarget(handler), ['OrderTotals']);
    assert.deepEqual(selectTarget(target, ['OrderTotals.add']).handlers, ['OrderTotals.add']);
    assert.throws(() => selectTarget(target, ['stream.thank']), /There is no handler "stream\.thank"/);
  });

  it('is refused for a deployed function, for other handlers, and for those of another version', () => {
    assert.throws(() => selectTarget({}, ['OrderTotals']), /for a deployed function, which runs all its handlers/);
    assert.throws(
      () =>
        selectTarget(
          handlerTarget(async () => undefined),
          ['X'],
        ),
      /bootstrap\(\) did not make/,
    );
    const older = loadedTarget(
      { name: 'handler', handler, onstream: handler, candidates: [], isObserved: false },
      'orders.ts',
    );
    assert.throws(() => selectTarget(older, ['OrderTotals']), /another version of onstream, which runs all of them/);
  });
});

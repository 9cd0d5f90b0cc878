import assert from 'node:assert/strict';
import { bootstrap, OnAny, OnInsert, stream } from '../../lib/index.js';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

const logger = new RecordedLog();

describe('the results of a batch', () => {
  it('tell what every handler returned for every record, in order', async () => {
    const nothing = undefined;
    class Handlers {
      @OnInsert async mail() {
        return 'mailed';
      }
      @OnAny audit() {
        return nothing;
      }
    }
    const batch = [insert({ id: 1 }), modify({ id: 2, x: 1 }, { id: 2, x: 2 }), insert({ id: 3 })];
    const [first, second, third] = batch.map(({ eventID }) => eventID);
    const { results } = await bootstrap(Handlers).dispatch(streamEvent(...batch));
    assert.deepEqual(results, [
      { eventID: first, handler: 'Handlers.mail', value: 'mailed' },
      { eventID: first, handler: 'Handlers.audit', value: undefined },
      { eventID: second, handler: 'Handlers.audit', value: undefined },
      { eventID: third, handler: 'Handlers.mail', value: 'mailed' },
      { eventID: third, handler: 'Handlers.audit', value: undefined },
    ]);
  });

  it('tell what the handlers of a failed record returned, besides those that threw', async () => {
    const handlers = stream()
      .onAny(() => 1)
      .onAny(() => Promise.reject('down'))
      .onAny(() => 3);
    const { results } = await bootstrap(handlers, { logger }).dispatch(streamEvent(insert({ id: 1 })));
    assert.deepEqual(
      results.map(({ handler, value }) => [handler, value]),
      [
        ['stream.OnAny', 1],
        ['stream.OnAny#3', 3],
      ],
    );
  });

  it('stand for one record in the order of its handlers, also where items are handled at once', async () => {
    const slow = (value: string) => () =>
      new Promise((resolve) => {
        setImmediate(resolve, value);
      });
    const handlers = stream()
      .onAny(slow('a'))
      .onAny(() => 'b')
      .onAny(slow('c'));
    const batch = [1, 2, 3, 1, 2].map((id) => insert({ id }));
    const { results, handled } = await bootstrap(handlers, { concurrency: 3 }).dispatch(streamEvent(...batch));
    assert.equal(handled, 5);
    assert.equal(results.length, 15);
    for (const { eventID } of batch) {
      const values = results.filter((result) => result.eventID === eventID).map(({ value }) => value);
      assert.deepEqual(values, ['a', 'b', 'c']);
    }
  });
});

describe('the counts of a batch', () => {
  it('add up, with what was never reached as the rest', async () => {
    const handlers = stream<{ id: number }>().onInsert(({ newImage: { id } }) => {
      if (id === 3) throw new Error('down');
    });
    const skipped = modify({ id: 8, x: 1 }, { id: 8, x: 2 });
    const batch = [insert({ id: 1 }), skipped, insert({ id: 2 }), insert({ id: 3 }), insert({ id: 4 }), skipped];
    const outcome = await bootstrap(handlers, { logger }).dispatch(streamEvent(...batch));
    assert.equal(outcome.records, 6);
    assert.equal(outcome.handled, 2);
    assert.equal(outcome.skipped, 1);
    assert.equal(outcome.failures.length, 1);
  });

  it('belong to one invocation', async () => {
    const handler = bootstrap(stream().onAny(() => 'x'));
    for (const _ of [1, 2]) {
      const { records, handled, results } = await handler.dispatch(streamEvent(insert({ id: 1 })));
      assert.deepEqual({ records, handled, results: results.length }, { records: 1, handled: 1, results: 1 });
    }
  });
});

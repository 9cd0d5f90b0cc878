import assert from 'node:assert/strict';
import { bootstrap, HandlerError, OnAny, OnInsert, stream } from '../../lib/index.js';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

const logger = new RecordedLog();

/** What a handler can throw, and what the message of its error has to tell. */
const thrown: [string, unknown, string][] = [
  ['an Error', new Error('mail is down'), 'mail is down'],
  ['text', 'mail is down', 'mail is down'],
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 42, '42'],
  ['an object', { code: 42 }, 'Handlers.bad failed'],
  ['a symbol', Symbol('down'), 'Handlers.bad failed'],
  ['an object without a prototype', Object.create(null), 'Handlers.bad failed'],
];

const ways: [string, (value: unknown) => unknown][] = [
  [
    'throws',
    (value) => {
      throw value;
    },
  ],
  ['rejects with', (value) => Promise.reject(value)],
];

describe('a handler', () => {
  for (const [way, end] of ways) {
    for (const [what, value, message] of thrown) {
      it(`that ${way} ${what} fails the record, and keeps no other from running`, async () => {
        const calls: string[] = [];
        class Handlers {
          @OnInsert first() {
            calls.push('first');
          }
          @OnInsert bad() {
            calls.push('bad');
            return end(value);
          }
          @OnAny last() {
            calls.push('last');
          }
        }
        const record = insert({ id: 1 });
        const outcome = await bootstrap(Handlers, { logger }).dispatch(streamEvent(record));
        assert.deepEqual(calls, ['first', 'bad', 'last']);
        assert.equal(outcome.handled, 0);
        assert.equal(outcome.failures.length, 1);
        const [failure] = outcome.failures;
        assert.equal(failure?.record.raw, record);
        assert.equal(failure.errors.length, 1);
        const [error] = failure.errors;
        assert.ok(error instanceof HandlerError && error instanceof Error);
        assert.equal(error.name, 'HandlerError');
        assert.ok(Object.is(error.cause, value));
        assert.deepEqual(error.handler, { class: 'Handlers', method: 'bad', id: 'Handlers.bad' });
        assert.equal(error.eventID, record.eventID);
        assert.equal(error.sequenceNumber, record.dynamodb.SequenceNumber);
        assert.ok(error.message.includes(message), error.message);
        assert.ok(error.message.includes('Handlers.bad'), error.message);
        assert.ok(error.message.includes(record.eventID), error.message);
      });
    }
  }

  it('is begun when the one before it has ended, also if that one fails late', async () => {
    const log: string[] = [];
    const slow = (name: string, fails: boolean) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
    };
    const handlers = stream().onAny(slow('a', true)).onInsert(slow('b', false)).onAny(slow('c', true));
    const { failures } = await bootstrap(handlers, { logger, concurrency: 3 }).dispatch(streamEvent(insert({ id: 1 })));
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    assert.deepEqual(
      failures.map(({ errors }) => errors.map(({ message, cause }) => [message.split(' ', 1)[0], String(cause)])),
      [
        [
          ['stream.OnAny', 'Error: a'],
          ['stream.OnAny#2', 'Error: c'],
        ],
      ],
    );
  });

  it('runs in the order of classes, and within a class in the order of methods', async () => {
    const calls: string[] = [];
    class First {
      @OnAny b() {
        calls.push('First.b');
      }
      @OnInsert a() {
        calls.push('First.a');
      }
    }
    class Second {
      @OnInsert a() {
        calls.push('Second.a');
      }
    }
    const handlers = [First, stream().onAny(() => calls.push('stream')), new Second()];
    await bootstrap(handlers).dispatch(streamEvent(insert({ id: 1 })));
    assert.deepEqual(calls, ['First.b', 'First.a', 'stream', 'Second.a']);
  });

  it('whose filter throws fails the record, and keeps no other from running', async () => {
    const calls: string[] = [];
    const handlers = stream()
      .onAny(
        {
          when: () => {
            throw new Error('cannot tell');
          },
        },
        () => calls.push('unsure'),
      )
      .onAny(() => calls.push('sure'));
    const { failures } = await bootstrap(handlers, { logger }).dispatch(streamEvent(insert({ id: 1 })));
    assert.deepEqual(calls, ['sure']);
    assert.deepEqual(
      failures.flatMap(({ errors }) => errors.map(({ cause }) => String(cause))),
      ['Error: cannot tell'],
    );
  });
});

import assert from 'node:assert/strict';
import { bootstrap, stream } from '../../lib/index.js';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

type Callback = (value: unknown) => unknown;

/** What query builders return: no promise, but `await` takes it for one. */
function thenable(then: (resolve: Callback, reject: Callback) => unknown): unknown {
  return Object.fromEntries([['then', then]]);
}

/** Has one handler return a value, and one more handler besides, for each of three records of one item. */
async function dispatch(make: () => unknown) {
  const calls: number[] = [];
  const handlers = stream<{ n: number }>()
    .onInsert(make)
    .onInsert(({ newImage: { n } }) => calls.push(n));
  const event = streamEvent(...[1, 2, 3].map((n) => insert({ id: 1, n })));
  const handler = bootstrap(handlers, { logger: new RecordedLog(), onError: () => 'skip', concurrency: 2 });
  const skipping = await handler.dispatch(event);
  assert.deepEqual(calls, [1, 2, 3], 'each record runs through all handlers, once');
  assert.deepEqual(skipping.failures, []);
  assert.equal(skipping.handled, 3);
  const { failures } = await bootstrap(handlers, { logger: new RecordedLog() }).dispatch(event);
  const values = skipping.results.filter((_, index) => index % 2 === 0).map(({ value }) => value);
  return { values, causes: failures.flatMap(({ errors }) => errors.map(({ cause }) => cause)) };
}

describe('a handler that returns what is no promise but has a then', () => {
  const good: [string, () => unknown][] = [
    ['resolves at once', () => thenable((resolve) => resolve('x'))],
    ['resolves later', () => thenable((resolve) => setImmediate(resolve, 'x'))],
    [
      'is a function',
      () =>
        Object.assign(
          () => {},
          thenable((resolve) => resolve('x')),
        ),
    ],
    [
      'resolves twice, later',
      () =>
        thenable((resolve) =>
          setImmediate(() => {
            resolve('x');
            resolve('y');
          }),
        ),
    ],
    [
      'resolves and then rejects and throws',
      () =>
        thenable((resolve, reject) => {
          resolve('x');
          setImmediate(reject, 'z');
          throw new Error('after all');
        }),
    ],
    ['resolves with one more', () => thenable((resolve) => resolve(thenable((inner) => setImmediate(inner, 'x'))))],
  ];
  for (const [what, make] of good) {
    it(`is waited for, and what comes of it is the result: it ${what}`, async () => {
      assert.deepEqual(await dispatch(make), { values: ['x', 'x', 'x'], causes: [] });
    });
  }

  const bad: [string, () => unknown][] = [
    ['rejects', () => thenable((_, reject) => setImmediate(reject, 'down'))],
    [
      'throws',
      () =>
        thenable(() => {
          throw 'down';
        }),
    ],
    [
      'throws where its then is read',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: what is tested
        get then() {
          throw 'down';
        },
      }),
    ],
    ['resolves with what rejects', () => thenable((resolve) => resolve(Promise.reject('down')))],
  ];
  for (const [what, make] of bad) {
    it(`fails the record with the reason: it ${what}`, async () => {
      assert.deepEqual((await dispatch(make)).causes, ['down']);
    });
  }

  it('may do so for every record of a large batch', async () => {
    const handlers = stream().onInsert(() => thenable((resolve) => resolve('x')));
    const batch = Array.from({ length: 10_000 }, (_, id) => insert({ id }));
    const { handled } = await bootstrap(handlers).dispatch(streamEvent(...batch));
    assert.equal(handled, 10_000);
  });
});

describe('a handler that returns an object whose then is no function', () => {
  it('has returned that object', async () => {
    const value = Object.fromEntries([['then', 'soon']]);
    const { results } = await bootstrap(stream().onInsert(() => value)).dispatch(streamEvent(insert({ id: 1 })));
    assert.equal(results[0]?.value, value);
  });
});

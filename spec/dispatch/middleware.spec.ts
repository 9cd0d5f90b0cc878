import assert from 'node:assert/strict';
import { bootstrap, type Middleware, stream } from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { quiet } from './held-handler.js';
import { RecordedLog } from './recorded-log.js';

const logger = new RecordedLog();
const record = insert({ id: 1 });
const event = streamEvent(record);

function values(results: readonly { value: unknown }[]): unknown[] {
  return results.map(({ value }) => value);
}

describe('middleware', () => {
  it('runs around each handler call, the first outermost', async () => {
    const log: string[] = [];
    const around =
      (name: string): Middleware =>
      async (_record, { handler }, next) => {
        log.push(`${name} before ${handler.method}`);
        const value = await next();
        await quiet();
        log.push(`${name} after ${handler.method}`);
        return value;
      };
    const handlers = stream()
      .onAny(function a() {
        log.push('a');
        return 1;
      })
      .onAny(async function b() {
        log.push('b');
        return 2;
      });
    const { results } = await bootstrap(handlers, { use: [around('outer'), around('inner')] }).dispatch(event);
    const call = (name: string) => [
      `outer before ${name}`,
      `inner before ${name}`,
      name,
      `inner after ${name}`,
      `outer after ${name}`,
    ];
    assert.deepEqual(log, [...call('a'), ...call('b')]);
    assert.deepEqual(values(results), [1, 2]);
  });

  it('runs only where a handler does', async () => {
    let calls = 0;
    const use: Middleware[] = [
      (_record, _context, next) => {
        calls++;
        return next();
      },
    ];
    const handlers = stream().onInsert(() => {});
    await bootstrap(handlers, { use }).dispatch(streamEvent(record, { ...record, eventName: 'REMOVE' }));
    assert.equal(calls, 1);
  });

  it('may put another value in place of what the handler returned', async () => {
    const use: Middleware[] = [
      async (_record, _context, next) => `<${await next()}>`,
      (_record, _context, next) => `(${next()})`,
    ];
    const { results } = await bootstrap(
      stream().onAny(() => 'x'),
      { use },
    ).dispatch(event);
    assert.deepEqual(values(results), ['<(x)>']);
  });

  it('that does not call next keeps the handler from running, and the record counts as handled', async () => {
    let calls = 0;
    const use: Middleware[] = [() => 'seen before'];
    const { handled, results, checkpoint } = await bootstrap(
      stream().onAny(() => calls++),
      { use },
    ).dispatch(event);
    assert.deepEqual({ calls, handled, checkpoint }, { calls: 0, handled: 1, checkpoint: undefined });
    assert.deepEqual(values(results), ['seen before']);
  });

  const throwing: [string, Middleware][] = [
    [
      'throws',
      () => {
        throw 'no entry';
      },
    ],
    ['rejects', async () => Promise.reject('no entry')],
    [
      'throws afterwards',
      async (_record, _context, next) => {
        await next();
        throw 'no entry';
      },
    ],
  ];
  for (const [way, middleware] of throwing) {
    it(`that ${way} fails the record, under the handler's name`, async () => {
      const handlers = stream().onAny(function mail() {});
      const { failures } = await bootstrap(handlers, { use: [middleware], logger }).dispatch(event);
      assert.deepEqual(
        failures.flatMap(({ errors }) => errors.map(({ cause, handler }) => [handler.id, cause])),
        [['stream.mail', 'no entry']],
      );
    });
  }

  it('may catch what the handler throws', async () => {
    const use: Middleware[] = [
      async (_record, _context, next) => {
        try {
          return await next();
        } catch (error) {
          return `caught ${error}`;
        }
      },
    ];
    const handlers = stream()
      .onAny(() => Promise.reject('late'))
      .onAny(() => {
        throw 'early';
      });
    const { handled, results } = await bootstrap(handlers, { use, logger }).dispatch(event);
    assert.equal(handled, 1);
    assert.deepEqual(values(results), ['caught late', 'caught early']);
  });

  it('may call next twice, to try again', async () => {
    let calls = 0;
    const use: Middleware[] = [async (_record, _context, next) => Promise.resolve(next()).catch(() => next())];
    const flaky = async () => {
      if (calls++ === 0) throw new Error('once');
      return 'well';
    };
    const { results } = await bootstrap(stream().onAny(flaky), { use }).dispatch(event);
    assert.deepEqual(values(results), ['well']);
  });

  it('sees the same record and context as the handler', async () => {
    const seen: unknown[] = [];
    const use: Middleware[] = [
      (...args) => {
        seen.push(...args.slice(0, 2));
        return args[2]();
      },
    ];
    const handlers = stream().onAny((...args) => {
      seen.push(...args);
    });
    const lambda = lambdaContext();
    await bootstrap(handlers, { use }).dispatch(event, lambda);
    assert.equal(seen.length, 4);
    assert.equal(seen[0], seen[2]);
    assert.equal(seen[1], seen[3]);
    assert.equal(Object(seen[0]).raw, record);
    assert.equal(Object(seen[1]).lambda, lambda);
  });
});

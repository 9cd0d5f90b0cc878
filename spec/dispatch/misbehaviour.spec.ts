import { setImmediate } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { expect } from 'chai';
import {
  BatchError,
  type BootstrapOptions,
  bootstrap,
  ConfigurationError,
  HandlerError,
  type Logger,
  OnInsert,
  stream,
  Table,
} from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';
import { rejectionOf } from './rejection.js';
import { forever } from './timed-run.js';
import { VirtualClock } from './virtual-clock.js';

const event = streamEvent(insert({ id: 1 }), insert({ id: 2 }));

function thrower(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

/** Made once, since most of what it takes is two thousand stacks. */
const CHAIN = Array.from({ length: 2_000 }).reduce<Error>(
  (cause) => new Error('outer', { cause }),
  new Error('deepest'),
);

/** What `throw` may throw, and what is hard to turn into text. */
const ODD: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  'a symbol': () => Symbol('odd'),
  'an error whose message is a symbol': () => Object.assign(new Error(), { message: Symbol('odd') }),
  'an error whose message throws': () => Object.defineProperty(new Error(), 'message', { get: thrower('odd') }),
  'an error whose name, stack and cause throw': () => {
    const error = new Error('odd');
    for (const name of ['name', 'stack', 'cause', 'errors'])
      Object.defineProperty(error, name, { get: thrower('odd') });
    return error;
  },
  'an error of odd parts': () => Object.assign(new Error('odd'), { name: 5, stack: [Symbol('x')], cause: Symbol('y') }),
  'an error whose errors cannot be read': () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return Object.assign(new Error('odd'), { errors: proxy, cause: proxy });
  },
  'an object without a prototype': () => Object.create(null),
  'a proxy that is revoked': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a function': () => () => {},
  'a promise': () => Promise.resolve(),
  'a huge text': () => 'x'.repeat(100_000),
  'a huge message': () => new Error('x'.repeat(100_000)),
  'a long chain of causes': () => CHAIN,
  'an object whose text throws': () => ({ toString: thrower('odd'), toJSON: thrower('odd') }),
};

/** Ways to answer wrongly; those that reject late do so after the invocation. */
const WAYS: Readonly<Record<string, (thrown: () => unknown) => unknown>> = {
  throws: (thrown) => thrower(thrown())(),
  rejects: (thrown) => Promise.reject(thrown()),
  'rejects later': (thrown) => setImmediate().then(() => thrower(thrown())()),
  'gives a thenable that throws': (thrown) => Object.fromEntries([['then', () => thrower(thrown())()]]),
};

let unhandled: unknown[] = [];
const collect = (reason: unknown) => void unhandled.push(reason);

describe('what users plug in', () => {
  let others: NodeJS.UnhandledRejectionListener[];
  beforeEach(() => {
    unhandled = [];
    others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', collect);
  });
  afterEach(async () => {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    process.removeAllListeners('unhandledRejection');
    for (const other of others) process.on('unhandledRejection', other);
    expect(unhandled).to.deep.equal([]);
  });

  /** Each thing as options and handlers that use it; `fails` says whether the records do. */
  const things: Readonly<
    Record<string, { readonly fails: boolean; readonly run: (act: () => unknown) => [object, BootstrapOptions] }>
  > = {
    'a handler': { fails: true, run: (act) => [stream().onInsert(act), {}] },
    'a middleware': { fails: true, run: (act) => [stream().onInsert(() => {}), { use: [act] }] },
    when: { fails: true, run: (act) => [stream().onInsert({ when: act as () => boolean }, () => {}), {}] },
    'when of a class': {
      fails: true,
      run: (act) => [stream({ filter: { when: act as () => boolean } }).onInsert(() => {}), {}],
    },
    resolve: {
      fails: true,
      run: (act) => {
        class Orders {
          @OnInsert confirm() {}
        }
        return [Orders, { resolve: act }];
      },
    },
    numbers: {
      fails: true,
      run: (act) => [stream().onInsert(({ newImage }) => newImage), { numbers: act }],
    },
    onError: {
      fails: true,
      run: (act) => [stream().onInsert(thrower(new Error('down'))), { onError: act as () => 'skip' }],
    },
    'a logger': {
      fails: true,
      run: (act) => [
        stream().onInsert(thrower(new Error('down'))),
        { logger: { debug: act, info: act, warn: act, error: act } },
      ],
    },
    'a logger, about a record that onError skips': {
      fails: false,
      run: (act) => [
        stream().onInsert(thrower(new Error('down'))),
        { logger: { debug: act, info: act, warn: act, error: act }, onError: () => 'skip' },
      ],
    },
  };

  async function withQuietConsole<T>(run: () => Promise<T>): Promise<{ result: T; printed: string[] }> {
    const { error } = console;
    const printed: string[] = [];
    console.error = (...parts: unknown[]) => void printed.push(parts.map(String).join(' '));
    try {
      const result = await run();
      for (let turn = 0; turn < 3; turn++) await setImmediate();
      return { result, printed };
    } finally {
      console.error = error;
    }
  }

  for (const [thing, { fails, run }] of Object.entries(things)) {
    for (const [way, act] of Object.entries(WAYS)) {
      it(`breaks no dispatch, and is told: ${thing} ${way}`, async () => {
        for (const [what, thrown] of Object.entries(ODD)) {
          for (const concurrency of [1, 2]) {
            const [handlers, options] = run(() => act(thrown));
            const log = new RecordedLog();
            const handler = bootstrap(handlers, { logger: log, concurrency, ...options });
            const { result, printed } = await withQuietConsole(() => handler.dispatch(event, lambdaContext()));
            const { failures, dropped, checkpoint } = result;
            expect(checkpoint === undefined, what).to.equal(!fails);
            const errors = fails ? failures.flatMap((failure) => failure.errors) : dropped.map(({ error }) => error);
            expect(errors.length, what).to.be.greaterThan(0);
            for (const error of errors) {
              expect(error, what).to.be.an.instanceof(HandlerError);
              expect(error.message.length, what).to.be.lessThan(21_000);
            }
            // One way or the other, it was said.
            expect(log.lines.length + printed.length, what).to.be.greaterThan(0);
            if (!fails) continue;
            const { result: thrownByHandler } = await withQuietConsole(() =>
              rejectionOf(handler(event, lambdaContext())),
            );
            expect(thrownByHandler, what).to.be.an.instanceof(BatchError);
          }
        }
      });
    }
  }

  it('may be a logger that never settles, lacks methods, or has getters that throw', async () => {
    const failing = stream().onInsert(thrower(new Error('down')));
    const loggers: object[] = [
      { error: () => forever },
      { info: () => {} },
      {},
      Object.create(null),
      Object.defineProperty({}, 'error', { get: thrower('odd') }),
      { error: 'no function' },
    ];
    for (const logger of loggers) {
      const { result } = await withQuietConsole(() => bootstrap(failing, { logger: logger as Logger }).dispatch(event));
      expect(result.failures).to.have.length(1);
    }
  });

  it('loses no message to a logger without the method: another one, or the console, prints it', async () => {
    const failing = stream().onInsert(thrower(new Error('down')));
    const lines: unknown[] = [];
    const logger: object = { info: (line: unknown) => lines.push(line) };
    await bootstrap(failing, { logger: logger as Logger }).dispatch(event);
    expect(lines).to.have.length(1);
    const { printed } = await withQuietConsole(() => bootstrap(failing, { logger: {} as Logger }).dispatch(event));
    expect(printed.join()).to.include('down');
  });

  it('may be a logger that throws while bootstrap warns', async () => {
    class Mail {
      constructor(readonly sender: string) {}
      @OnInsert confirm() {}
    }
    const logger = { debug() {}, info() {}, warn: thrower(new Error('no disk')), error() {} };
    const { printed } = await withQuietConsole(async () => bootstrap(Mail, { logger }));
    expect(printed.join()).to.include('Mail').and.include('no disk');
  });

  it('may reject after the invocation has ended, which no onError is asked about', async () => {
    const clock = new VirtualClock();
    const log = new RecordedLog();
    let asked = 0;
    const handlers = stream().onInsert(async () => {
      await clock.sleep(5000);
      throw new Error('too late');
    });
    const onError = () => {
      asked++;
      return 'skip' as const;
    };
    const handler = bootstrap(handlers, { logger: log, onError });
    const { checkpoint, dropped } = await clock.run(() => handler.dispatch(event, clock.context(1000)));
    expect(checkpoint).to.equal(event.Records[0]?.dynamodb?.SequenceNumber);
    await clock.drain();
    expect({ asked, dropped }).to.deep.equal({ asked: 0, dropped: [] });
    expect(log.text).to.include('too late');
  });
});

describe('middleware that does not wait for next()', () => {
  it('does not hide that the handler fails later', async () => {
    const handlers = stream().onInsert(() => setImmediate().then(thrower(new Error('down'))));
    const careless = [
      (_record: unknown, _context: unknown, next: () => unknown) => void next(),
      async (_record: unknown, _context: unknown, next: () => unknown) => void next(),
    ];
    for (const middleware of careless) {
      const handler = bootstrap(handlers, { use: [middleware], logger: new RecordedLog() });
      const { failures, handled } = await handler.dispatch(event);
      expect({ handled, failed: failures.length }).to.deep.equal({ handled: 0, failed: 1 });
    }
  });

  it('does not hide that the handler has failed before the middleware ends', async () => {
    const handlers = stream().onInsert(() => Promise.reject(new Error('down')));
    const careless = [
      (_record: unknown, _context: unknown, next: () => unknown) => void next(),
      async (_record: unknown, _context: unknown, next: () => unknown) => void next(),
      async (_record: unknown, _context: unknown, next: () => unknown) => {
        next();
        await setImmediate();
      },
    ];
    for (const middleware of careless) {
      const handler = bootstrap(handlers, { use: [middleware], logger: new RecordedLog() });
      const { failures, handled } = await handler.dispatch(event);
      expect({ handled, failed: failures.length }).to.deep.equal({ handled: 0, failed: 1 });
    }
  });

  it('but has seen that the handler failed, decides what becomes of the record', async () => {
    const handlers = stream().onInsert(() => Promise.reject(new Error('down')));
    const careful = [
      (_record: unknown, _context: unknown, next: () => unknown) => Promise.resolve(next()).catch(() => 'seen'),
      async (_record: unknown, _context: unknown, next: () => unknown) => (await Promise.allSettled([next()])).length,
      async (_record: unknown, _context: unknown, next: () => unknown) => {
        try {
          await next();
        } catch {
          await setImmediate();
        }
      },
    ];
    for (const middleware of careful) {
      const { failures, handled } = await bootstrap(handlers, { use: [middleware] }).dispatch(event);
      expect({ handled, failed: failures.length }).to.deep.equal({ handled: 2, failed: 0 });
    }
  });

  it('does not let the next record of the item begin before the handler has ended', async () => {
    const seen: string[] = [];
    const handlers = stream<{ n: number }>().onInsert(async ({ newImage: { n } }) => {
      seen.push(`begin ${n}`);
      await setImmediate();
      seen.push(`end ${n}`);
    });
    const use = [(_record: unknown, _context: unknown, next: () => unknown) => void next()];
    await bootstrap(handlers, { use }).dispatch(streamEvent(insert({ id: 1, n: 1 }), insert({ id: 1, n: 2 })));
    expect(seen).to.deep.equal(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  it('may leave a call behind that it has tried again, and what fails then is logged', async () => {
    let calls = 0;
    const fails: (() => void)[] = [];
    const log = new RecordedLog();
    const handlers = stream().onInsert(() => {
      if (calls++ > 0) return 'well';
      return new Promise((_, reject) => fails.push(() => reject(new Error('first try'))));
    });
    const retry = async (_record: unknown, _context: unknown, next: () => unknown) => {
      void next();
      return next();
    };
    const handler = bootstrap(handlers, { use: [retry], logger: log });
    const { handled, results } = await handler.dispatch(streamEvent(insert({ id: 1 })));
    expect({ handled, value: results[0]?.value }).to.deep.equal({ handled: 1, value: 'well' });
    for (const fail of fails) fail();
    await setImmediate();
    expect(log.text).to.include('first try');
  });
});

describe('resolve that hangs', () => {
  class Orders {
    @OnInsert confirm() {
      return 'confirmed';
    }
    @OnInsert bill() {
      return 'billed';
    }
  }

  it('is asked again in the next invocation, once for all records', async () => {
    const clock = new VirtualClock();
    const answers: unknown[] = [forever, new Orders()];
    let asked = 0;
    const handler = bootstrap(Orders, { resolve: () => answers[asked++], concurrency: 2, logger: new RecordedLog() });
    const first = await clock.run(() => handler.dispatch(event, clock.context(2000)));
    expect({ asked, handled: first.handled, failed: first.failures.length }).to.deep.equal({
      asked: 1,
      handled: 0,
      failed: 0,
    });
    expect(first.checkpoint).to.equal(event.Records[0]?.dynamodb?.SequenceNumber);
    const second = await clock.run(() => handler.dispatch(event, clock.context(2000)));
    expect({ asked, handled: second.handled, checkpoint: second.checkpoint }).to.deep.equal({
      asked: 2,
      handled: 2,
      checkpoint: undefined,
    });
  });

  it('and answers after the invocation, calls no handler for a record that is handed back', async () => {
    const clock = new VirtualClock();
    let calls = 0;
    class Late {
      @OnInsert confirm() {
        calls++;
      }
    }
    const resolve = () => clock.sleep(5000).then(() => new Late());
    const handler = bootstrap(Late, { resolve, logger: new RecordedLog() });
    await clock.run(() => handler.dispatch(event, clock.context(1000)));
    await clock.drain();
    expect(calls).to.equal(0);
    const { handled } = await clock.run(() => handler.dispatch(event, clock.context(1000)));
    expect({ handled, calls }).to.deep.equal({ handled: 2, calls: 2 });
  });
});

describe('a context of odd kind', () => {
  const remaining: Readonly<Record<string, unknown>> = {
    throws: thrower('odd'),
    'gives nothing': () => undefined,
    'gives text': () => 'soon',
    'gives a bigint': () => 5n,
    'gives no number': () => Number.NaN,
    'is no function': 5,
  };
  for (const [what, getRemainingTimeInMillis] of Object.entries(remaining)) {
    it(`leaves the records their time: its getRemainingTimeInMillis ${what}`, async () => {
      const handler = bootstrap(stream().onInsert((_, { signal }) => signal.aborted));
      const context = { ...lambdaContext(), getRemainingTimeInMillis } as unknown as Context;
      const { handled, results } = await handler.dispatch(event, context);
      expect(handled).to.equal(2);
      expect(results.map(({ value }) => value)).to.deep.equal([false, false]);
    });
  }
});

describe("@Table's function", () => {
  it('that throws, or gives a promise, is a ConfigurationError that names the class', async () => {
    for (const act of [thrower(new Error('no config')), thrower(undefined), () => Promise.reject('odd'), () => 5]) {
      @Table(act as unknown as () => string)
      class Orders {
        @OnInsert confirm() {}
      }
      expect(() => bootstrap(Orders)).to.throw(ConfigurationError, /^Orders: /);
    }
    await setImmediate();
  });
});

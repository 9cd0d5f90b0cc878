import { expect } from 'chai';
import fc from 'fast-check';
import { HandlerInProgressError, idempotent } from '../../lib/idempotency/index.js';
import { bootstrap, type HandlerContext, InvalidEventError, type Middleware, stream } from '../../lib/index.js';
import { insert, kinesisEvent, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { errorOf } from '../local/failure/given-up.js';
import { gate } from './gate.js';
import { IdempotencyTable } from './idempotency-table.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe('idempotent', () => {
  let table: IdempotencyTable;
  const record = insert({ pk: 'ORDER#1' }, { table: 'Orders' });
  const event = streamEvent(record);

  before(async () => {
    table = await IdempotencyTable.start();
  });
  afterEach(() => table.empty());
  after(() => table.stop());

  /** The handlers of one sandbox; each delivers a call to `act` by its name. */
  function sandbox(act: (handler: string, context: HandlerContext) => unknown, names = ['confirm', 'count']) {
    const handlers = stream();
    for (const name of names) {
      handlers.onAny(
        Object.defineProperty((_: unknown, context: HandlerContext) => act(name, context), 'name', { value: name }),
      );
    }
    return bootstrap(handlers, { use: [idempotent(table.layer())], logger: silent });
  }

  it('runs a handler once for a record that is delivered twice', async () => {
    const calls: string[] = [];
    const act = (name: string) => void calls.push(name);
    await sandbox(act).dispatch(event);
    const { handled, failures } = await sandbox(act).dispatch(event);
    expect(calls).to.deep.equal(['confirm', 'count']);
    expect({ handled, failures }).to.deep.equal({ handled: 1, failures: [] });
  });

  it('runs it for every other record, also of the same item', async () => {
    const calls: string[] = [];
    const handler = sandbox((name) => void calls.push(name), ['confirm']);
    await handler.dispatch(streamEvent(record, insert({ pk: 'ORDER#1' }, { table: 'Orders' })));
    expect(calls).to.have.length(2);
  });

  it('runs only the handler that failed when the record comes again', async () => {
    const calls: string[] = [];
    let broken = true;
    const handler = sandbox((name) => {
      calls.push(name);
      if (name === 'confirm' && broken) throw new Error('no mail today');
    });
    const first = await handler.dispatch(event);
    broken = false;
    const second = await handler.dispatch(event);
    expect(first.failures).to.have.length(1);
    expect(second.failures).to.deep.equal([]);
    expect(calls).to.deep.equal(['confirm', 'count', 'confirm']);
  });

  it('fails the record while another delivery handles it, and runs nothing twice', async () => {
    const calls: string[] = [];
    const started = gate();
    const held = gate();
    const slow = sandbox(
      async (name) => {
        calls.push(name);
        started.open();
        await held.passed;
      },
      ['confirm'],
    );
    const other = sandbox((name) => void calls.push(name), ['confirm']);

    const first = slow.dispatch(event);
    await started.passed;
    const second = await other.dispatch(event);
    const cause = second.failures[0]?.errors[0]?.cause;
    expect(cause).to.be.instanceOf(HandlerInProgressError);
    expect(Object(cause).message).to.match(
      /^stream\.confirm is in progress elsewhere for event ".*": deliver the record again when it is done, or \d{4}-.*Z$/,
    );
    expect(second.checkpoint).to.equal(record.dynamodb?.SequenceNumber);

    held.open();
    expect((await first).handled).to.equal(1);
    expect((await other.dispatch(event)).handled).to.equal(1);
    expect(calls).to.deep.equal(['confirm']);
  });

  it('lets one of many deliveries at the same time run it', async () => {
    const calls: string[] = [];
    const held = gate();
    const act = async (name: string) => {
      calls.push(name);
      await held.passed;
    };
    const deliveries = Array.from({ length: 8 }, () => sandbox(act, ['confirm']).dispatch(event));
    const refused = deliveries.map((delivery) => delivery.then(({ failures }) => failures.length));
    // All but the one that runs it are answered at once.
    let answered = 0;
    await new Promise<void>((resolve) => {
      for (const one of refused) one.then(() => ++answered === 7 && resolve());
    });
    held.open();
    expect((await Promise.all(refused)).toSorted()).to.deep.equal([0, 1, 1, 1, 1, 1, 1, 1]);
    expect(calls).to.deep.equal(['confirm']);
  });

  it('runs a handler again whose invocation was cut off, once that has timed out', async () => {
    const calls: string[] = [];
    const started = gate();
    const crashing = sandbox(
      (name) => {
        calls.push(`${name} is cut off`);
        started.open();
        return new Promise(() => undefined);
      },
      ['confirm'],
    );
    void crashing.dispatch(event);
    await started.passed;
    const next = sandbox((name) => void calls.push(name), ['confirm']);
    expect((await next.dispatch(event)).failures).to.have.length(1);
    await table.timeOut();
    expect((await next.dispatch(event)).failures).to.deep.equal([]);
    expect(calls).to.deep.equal(['confirm is cut off', 'confirm']);
  });

  it('claims for as long as the invocation may take', async () => {
    const started = gate();
    const seen = gate();
    const handler = sandbox(() => {
      started.open();
      return seen.passed;
    }, ['confirm']);
    const before = Date.now();
    const invocation = handler.dispatch(event, lambdaContext({ remainingTimeMs: 60_000 }));
    await started.passed;
    const { failures } = await sandbox(() => undefined, ['confirm']).dispatch(event);
    seen.open();
    await invocation;
    const end = Number(Object(failures[0]?.errors[0]?.cause).until);
    expect(end - before).to.be.within(50_000, 70_000);
  });

  it('remembers for a week unless told otherwise', async () => {
    await sandbox(() => undefined, ['confirm']).dispatch(event);
    const [claim] = await table.claims();
    expect(claim).to.include({ status: 'COMPLETED' });
    expect(claim?.secondsLeft).to.be.within(604_000, 605_000);
  });

  it('remembers for as long as it is told to, under the given prefix', async () => {
    const use = [idempotent(table.layer(), { expiresAfterSeconds: 600, keyPrefix: 'orders' })];
    await bootstrap(
      stream().onAny(() => undefined),
      { use },
    ).dispatch(event);
    const [claim] = await table.claims();
    expect(claim?.id).to.match(/^orders#/);
    expect(claim?.secondsLeft).to.be.within(500, 610);
  });

  it('warns once where neither a prefix nor Lambda tells whose handlers they are', async () => {
    const warnings: string[] = [];
    const logger = { ...silent, warn: (message: string) => void warnings.push(message) };
    const run = (keyPrefix?: string) => {
      const options = keyPrefix === undefined ? {} : { keyPrefix };
      const use = [idempotent(table.layer(), options)];
      return bootstrap(
        stream().onAny(() => undefined),
        { use, logger },
      ).dispatch(streamEvent(record, insert({ pk: 'ORDER#2' })));
    };
    await run('orders');
    expect(warnings).to.deep.equal([]);
    await run();
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.match(/^onstream: idempotent found no keyPrefix outside Lambda, expected /);
  });

  it('keeps nothing of what a handler returned, and gives it the first time only', async () => {
    const handler = sandbox(() => new Map([['not', 'marshallable']]), ['confirm']);
    const first = await handler.dispatch(event);
    const second = await handler.dispatch(event);
    expect([first, second].map(({ results }) => results[0]?.value)).to.deep.equal([
      new Map([['not', 'marshallable']]),
      undefined,
    ]);
  });

  it('knows a change that Kinesis delivers twice in one batch', async () => {
    const calls: string[] = [];
    const { Records } = kinesisEvent(record, record);
    await sandbox((name) => void calls.push(name), ['confirm']).dispatch({ Records });
    expect(calls).to.deep.equal(['confirm']);
  });

  it('fails a record without an id, which nothing tells from another', async () => {
    const { eventID: _, ...nameless } = record;
    const { failures } = await sandbox(() => undefined, ['confirm']).dispatch({ Records: [nameless] });
    expect(failures[0]?.errors[0]?.cause).to.be.instanceOf(InvalidEventError);
  });

  it('fails the record where the store does not answer, and does not run the handler', async () => {
    const calls: string[] = [];
    const layer = table.layer();
    layer.saveInProgress = () => Promise.reject(new Error('throttled'));
    const handlers = stream().onAny(() => void calls.push('called'));
    const { failures } = await bootstrap(handlers, { use: [idempotent(layer)], logger: silent }).dispatch(event);
    expect(failures[0]?.errors[0]?.message).to.include('throttled');
    expect(calls).to.deep.equal([]);
  });

  it('tells what the handler threw where its claim cannot be released', async () => {
    const layer = table.layer();
    layer.deleteRecord = () => Promise.reject(new Error('throttled'));
    const handlers = stream().onAny(() => Promise.reject(new Error('no mail today')));
    const { failures } = await bootstrap(handlers, { use: [idempotent(layer)], logger: silent }).dispatch(event);
    expect(failures[0]?.errors[0]?.message).to.include('no mail today');
  });

  it('has each handler succeed once for each record, whatever fails and comes again', async () => {
    const faults = fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(faults, async (deliveries) => {
        await table.empty();
        const records = ['a', 'b', 'c'].map((pk) => insert({ pk }, { table: 'Orders' }));
        const succeeded: string[] = [];
        // After all that fails comes one delivery in which nothing does.
        for (const fails of [...deliveries, []]) {
          let call = 0;
          const act: Middleware = ({ eventID }, { handler }, next) => {
            if (fails[call++]) throw new Error('fails');
            succeeded.push(`${eventID} ${handler.id}`);
            return next();
          };
          const handlers = stream()
            .onAny(function confirm() {})
            .onAny(function count() {});
          const use = [idempotent(table.layer()), act];
          await bootstrap(handlers, { use, logger: silent }).dispatch(streamEvent(...records));
        }
        const expected = records.flatMap(({ eventID }) => [`${eventID} stream.confirm`, `${eventID} stream.count`]);
        expect(succeeded.toSorted()).to.deep.equal(expected.toSorted());
      }),
      { numRuns: 25 },
    );
  });

  describe('refuses', () => {
    for (const [what, store] of [
      ['nothing', undefined],
      ['a class', class {}],
      ["a table's name", 'Idempotency'],
    ] as const) {
      it(`${what} as a store`, async () => {
        const error = await errorOf(() => idempotent(Object(store)));
        expect(error).to.have.property('name', 'ConfigurationError');
        expect(error.message).to.match(/^idempotent: found .*, expected a persistence layer/);
      });
    }

    it('an option that it does not have, and a value that none takes', async () => {
      const unknown = await errorOf(() => idempotent(table.layer(), Object({ expiry: 1 })));
      expect(unknown.message).to.equal(
        'idempotent: found "expiry", expected an object with only expiresAfterSeconds, keyPrefix',
      );
      const wrong = await errorOf(() => idempotent(table.layer(), { expiresAfterSeconds: 0 }));
      expect(wrong.message).to.equal('idempotent.expiresAfterSeconds: found 0, expected 1 to 315360000');
    });

    it('a layer that it was given with other options, of which it would take the last for both', async () => {
      const layer = table.layer();
      idempotent(layer, { keyPrefix: 'orders' });
      idempotent(layer, { keyPrefix: 'orders' });
      const error = await errorOf(() => idempotent(layer, { keyPrefix: 'mails' }));
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error.message).to.equal(
        'idempotent: found a persistence layer that another idempotent() has, with {"expiresAfterSeconds":604800,"keyPrefix":"orders"}, ' +
          'expected one of its own for {"expiresAfterSeconds":604800,"keyPrefix":"mails"}',
      );
    });

    it('a layer that is configured for events, to which all records would be the same', async () => {
      const { IdempotencyConfig } = await import('@aws-lambda-powertools/idempotency');
      const layer = table.layer();
      layer.configure({ config: new IdempotencyConfig({ eventKeyJmesPath: 'body' }) });
      const error = await errorOf(() => idempotent(layer));
      expect(error.message).to.equal(
        'idempotent: found a persistence layer that is configured for other events (eventKeyJmesPath "body"), expected one of its own',
      );
    });
  });
});

import assert from 'node:assert/strict';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import { type BootstrapOptions, bootstrap, type InsertRecord, stream } from '../../../lib/index.js';
import { importModule } from '../../../lib/loading/import-module.js';
import type { StreamHandler } from '../../../lib/loading/lambda-handler.js';
import { handlerTarget, loadedTarget } from '../../../lib/replay/target/local-target.js';
import { WRAPPERS } from '../../loading/wrappers.js';
import { changesOf } from './changes.js';

const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function handlers(options: BootstrapOptions = {}) {
  const seen: unknown[] = [];
  const inner = bootstrap(
    stream().onInsert(async function add({ newImage }: InsertRecord) {
      seen.push(newImage.pk);
      if (newImage.pk === 'bad') throw new TypeError('no such order');
    }),
    { logger, ...options },
  );
  return { seen, inner };
}

const HANDLER_FAILED = 'stream.add: TypeError: no such order';

async function reasonsOf(handler: StreamHandler, ...items: string[]) {
  const records = changesOf(...items);
  const { handled, failures } = await handlerTarget(handler).deliver(records);
  return { handled, reasons: failures.map(({ reason }) => reason) };
}

describe('a wrapped handler on this machine', () => {
  const items = fc.array(fc.constantFrom('a', 'b', 'c', 'bad'), { maxLength: 8 });

  for (const [name, wrapper] of Object.entries(WRAPPERS))
    it(`fails exactly the records that it fails without ${name}`, () =>
      fc.assert(
        fc.asyncProperty(items, fc.boolean(), fc.integer({ min: 1, max: 3 }), async (pks, reports, concurrency) => {
          const options = { reportBatchItemFailures: reports, concurrency };
          const records = changesOf(...pks);
          const [alone, wrapped] = [handlers(options), handlers(options)];
          const expected = await handlerTarget(alone.inner).deliver(records);
          assert.deepEqual(await handlerTarget(wrapper(wrapped.inner)).deliver(records), expected);
          assert.deepEqual(wrapped.seen, alone.seen);
        }),
        { numRuns: 30 },
      ));

  it('is called with all that middy does around it', async () => {
    const { default: middy } = (await importModule('@middy/core')) as typeof import('@middy/core');
    const { inner, seen } = handlers({ reportBatchItemFailures: true });
    const steps: string[] = [];
    const handler = middy(inner)
      .before(() => void steps.push('before'))
      .after(() => void steps.push('after'));
    assert.deepEqual(await reasonsOf(handler as StreamHandler, 'a', 'bad', 'c'), {
      handled: 2,
      reasons: [HANDLER_FAILED],
    });
    assert.deepEqual(seen, ['a', 'bad', 'c']);
    // Twice, as Lambda calls it: for the batch, and for what follows the record that failed.
    assert.deepEqual(steps, ['before', 'after', 'before', 'after']);
  });

  it('fails what it does not hand on, and says so', async () => {
    const early: StreamHandler = async () => 'cached';
    const { inner } = handlers();
    const handler: StreamHandler = (event, ...rest) =>
      event.Records.length > 9 ? inner(event) : early(event, ...rest);
    const loaded = { name: 'handler', handler, onstream: inner, candidates: [inner], isObserved: true };
    const target = loadedTarget(loaded, 'orders.ts');
    const { handled, failures } = await target.deliver(changesOf('a', 'b'));
    assert.equal(handled, 0);
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      Array(2).fill('the wrapper ended the call before the handlers ran'),
    );
  });

  it('fails the batch where the wrapper throws, before or after the handlers', async () => {
    const { inner, seen } = handlers();
    const after: StreamHandler = async (event) => {
      await inner(event);
      throw new RangeError('no metrics');
    };
    assert.deepEqual(await reasonsOf(after, 'a', 'b'), {
      handled: 0,
      reasons: Array(2).fill('the wrapper threw after the handlers had run: RangeError: no metrics'),
    });
    assert.deepEqual(seen, ['a', 'b']);
  });

  it('fails the records that its handlers fail, also where the wrapper hides it', async () => {
    for (const reportBatchItemFailures of [true, false]) {
      const { inner } = handlers({ reportBatchItemFailures });
      const hiding: StreamHandler = async (event) => {
        await inner(event).catch(quiet);
        return { statusCode: 200 };
      };
      assert.deepEqual(await reasonsOf(hiding, 'a', 'bad', 'c'), { handled: 2, reasons: [HANDLER_FAILED] });
    }
  });

  it('fails what the wrapper reports beyond its handlers', async () => {
    const { inner } = handlers({ reportBatchItemFailures: true });
    let calls = 0;
    const strict: StreamHandler = async (event) => {
      const response = await inner(event);
      const last = event.Records.at(-1)?.dynamodb?.SequenceNumber;
      return calls++ === 0 ? { batchItemFailures: [{ itemIdentifier: last }] } : response;
    };
    assert.deepEqual(await reasonsOf(strict, 'a', 'b', 'c'), {
      handled: 2,
      reasons: ['the wrapper reports it in batchItemFailures, although its handlers did not fail'],
    });
  });

  it('does not take for handled what the wrapper did not wait for', async () => {
    let finish = quiet;
    const finished = new Promise<void>((resolve) => {
      finish = () => void resolve();
    });
    const inner = bootstrap(stream().onInsert(() => finished));
    const hasty: StreamHandler = async (event) => void inner(event);
    assert.deepEqual(await reasonsOf(hasty, 'a'), {
      handled: 0,
      reasons: ['the wrapper answered before the handlers had finished'],
    });
    finish();
  });

  it('is judged by the last run where the wrapper tries again', async () => {
    let isDown = true;
    const inner = bootstrap(
      stream().onInsert(() => {
        if (isDown) throw new Error('down');
      }),
      { logger },
    );
    const patient: StreamHandler = async (event) => {
      await inner(event).catch(quiet);
      isDown = false;
      return inner(event);
    };
    assert.deepEqual(await reasonsOf(patient, 'a', 'b'), { handled: 2, reasons: [] });
  });

  it('is judged by all runs together where the wrapper hands on parts', () =>
    fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 4 }), async (pks, size) => {
        const parts = (event: DynamoDBStreamEvent) =>
          Array.from({ length: Math.ceil(event.Records.length / size) }, (_, part) => ({
            Records: event.Records.slice(part * size, (part + 1) * size),
          }));
        const { inner } = handlers({ reportBatchItemFailures: true });
        const inParts: StreamHandler = async (event) => {
          const responses = [];
          for (const part of parts(event)) responses.push(await inner(part));
          return { batchItemFailures: responses.flatMap((response) => response?.batchItemFailures ?? []) };
        };
        const { handled, failures } = await handlerTarget(inParts).deliver(changesOf(...pks));
        const bad = pks.filter((pk) => pk === 'bad').length;
        assert.equal(handled + failures.length, pks.length);
        assert.equal(failures.length, bad);
      }),
      { numRuns: 50 },
    ));

  it('settles the records that the wrapper leaves out', async () => {
    const { inner, seen } = handlers();
    const picky: StreamHandler = (event) => inner({ Records: event.Records.slice(1) });
    assert.deepEqual(await reasonsOf(picky, 'bad', 'b'), { handled: 2, reasons: [] });
    assert.deepEqual(seen, ['b']);
  });

  it('keeps what its handlers call in their turn apart', async () => {
    const nested = handlers({ reportBatchItemFailures: true });
    const inner = bootstrap(
      stream().onInsert(async (record) => void (await nested.inner({ Records: [record.raw] }))),
      { logger },
    );
    assert.deepEqual(await reasonsOf(async (event) => inner(event), 'bad'), { handled: 1, reasons: [] });
  });
});

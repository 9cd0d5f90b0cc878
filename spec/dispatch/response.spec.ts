import assert from 'node:assert/strict';
import { BatchError, bootstrap, HandlerError, InvalidEventError, stream } from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';
import { rejectionOf } from './rejection.js';

const logger = new RecordedLog();
const mailIsDown = new Error('mail is down');
const handlers = stream()
  .onAny({ keys: { id: [2, 3] } }, function mail() {
    throw mailIsDown;
  })
  .onAny({ keys: { id: 2 } }, function bill() {
    throw undefined;
  });
const good = [insert({ id: 1 }), insert({ id: 4 })] as const;
const bad = [insert({ id: 2 }), insert({ id: 3 })] as const;

describe('without reportBatchItemFailures', () => {
  const handler = bootstrap(handlers, { logger });

  it('a batch that was handled gives nothing', async () => {
    assert.equal(await handler(streamEvent(...good), lambdaContext()), undefined);
    assert.equal(await handler(streamEvent()), undefined);
  });

  it('a failure throws a BatchError, so that Lambda delivers the batch again', async () => {
    const event = streamEvent(good[0], bad[0], good[1]);
    const error: unknown = await rejectionOf(handler(event, lambdaContext()));
    assert.ok(error instanceof BatchError && error instanceof Error);
    assert.equal(error.name, 'BatchError');
    assert.match(error.message, /\b1 of 3\b/);
    assert.match(error.message, /\b1 were not reached\b/);
    assert.match(error.message, /mail is down/);
    assert.match(error.message, /reportBatchItemFailures/);
    const { records, handled, skipped, failures, checkpoint } = error.outcome;
    assert.deepEqual({ records, handled, skipped }, { records: 3, handled: 0, skipped: 1 });
    assert.equal(checkpoint, bad[0].dynamodb.SequenceNumber);
    assert.deepEqual(
      error.errors.map(({ handler: { id }, cause }) => [id, cause]),
      [
        ['stream.mail', mailIsDown],
        ['stream.bill', undefined],
      ],
    );
    assert.ok(error.errors.every((one) => one instanceof HandlerError));
    assert.deepEqual(
      failures.flatMap(({ errors }) => errors),
      error.errors,
    );
    assert.equal(error.cause, error.errors[0]);
  });

  it('the errors of every failed record are in the BatchError', async () => {
    const slow = stream().onAny(() => new Promise((_, reject) => setImmediate(reject, mailIsDown)));
    const both = bootstrap(slow, { logger, concurrency: 2 });
    const error: unknown = await rejectionOf(both(streamEvent(...bad)));
    assert.ok(error instanceof BatchError);
    assert.deepEqual(new Set(error.errors.map(({ eventID }) => eventID)), new Set(bad.map(({ eventID }) => eventID)));
  });

  it('a record that fails without an identifier throws all the same', async () => {
    const { SequenceNumber, ...change } = bad[0].dynamodb;
    const event = { Records: [{ ...bad[0], dynamodb: change }] };
    const error: unknown = await rejectionOf(handler(event));
    assert.ok(error instanceof BatchError);
  });
});

describe('with reportBatchItemFailures', () => {
  const handler = bootstrap(handlers, { logger, reportBatchItemFailures: true });

  it('a batch that was handled reports no failures', async () => {
    assert.deepEqual(await handler(streamEvent(...good), lambdaContext()), { batchItemFailures: [] });
    assert.deepEqual(await handler(streamEvent()), { batchItemFailures: [] });
  });

  it('failures report one identifier, the lowest', async () => {
    const slow = stream().onAny({ keys: { id: [2, 3] } }, () => Promise.reject(mailIsDown));
    const both = bootstrap(slow, { logger, reportBatchItemFailures: true, concurrency: 4 });
    assert.deepEqual(await both(streamEvent(good[0], ...bad, good[1])), {
      batchItemFailures: [{ itemIdentifier: bad[0].dynamodb.SequenceNumber }],
    });
  });

  it('a failure that nothing identifies reports the empty identifier, which Lambda takes for the whole batch', async () => {
    const { SequenceNumber, ...change } = bad[0].dynamodb;
    const event = { Records: [{ ...bad[0], dynamodb: change }] };
    assert.deepEqual(await handler(event), { batchItemFailures: [{ itemIdentifier: '' }] });
  });
});

describe('an event that is no batch of table changes', () => {
  const events: [string, unknown][] = [
    ['nothing', undefined],
    ['an empty object', {}],
    ['Records that are no array', { Records: {} }],
    ['messages of a queue', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
  ];
  for (const [what, event] of events) {
    it(`throws an InvalidEventError and calls nobody: ${what}`, async () => {
      let calls = 0;
      for (const reportBatchItemFailures of [false, true]) {
        const handler = bootstrap(
          stream().onAny(() => calls++),
          { reportBatchItemFailures },
        );
        for (const run of [handler, handler.dispatch]) {
          const error: unknown = await rejectionOf(run(event, lambdaContext()));
          assert.ok(error instanceof InvalidEventError, String(error));
        }
      }
      assert.equal(calls, 0);
    });
  }
});

import assert from 'node:assert/strict';
import { bootstrap, type OnError, stream } from '../../lib/index.js';
import { insert, lambdaContext, streamEvent } from '../../lib/testing/index.js';
import { quiet } from './held-handler.js';
import { RecordedLog } from './recorded-log.js';

const down = new Error('down');

/** Handlers of which those of some ids fail. */
function failing(...ids: number[]) {
  return stream<{ id: number }>().onInsert(function mail({ newImage: { id } }) {
    if (ids.includes(id)) throw down;
  });
}

const batch = [1, 2, 3].map((id) => insert({ id }));

async function dispatch(onError: OnError, handlers: object = failing(2), event: unknown = streamEvent(...batch)) {
  const log = new RecordedLog();
  const outcome = await bootstrap(handlers, { onError, logger: log }).dispatch(event, lambdaContext());
  return { log, ...outcome };
}

const skip: OnError = () => 'skip';

describe('onError', () => {
  const skipping: [string, OnError][] = [
    ['skip', skip],
    [
      'a promise of skip',
      async () => {
        await quiet();
        return 'skip' as const;
      },
    ],
  ];
  for (const [what, onError] of skipping) {
    it(`that gives ${what} settles the record as handled`, async () => {
      const { handled, skipped, failures, results, checkpoint } = await dispatch(onError);
      assert.deepEqual(
        { handled, skipped, failures, checkpoint },
        { handled: 3, skipped: 0, failures: [], checkpoint: undefined },
      );
      assert.deepEqual(
        results.map(({ eventID }) => eventID),
        [batch[0]?.eventID, batch[2]?.eventID],
      );
    });
  }

  const answers: unknown[] = ['retry', undefined, null, true, 'SKIP', Promise.resolve('retry'), Promise.resolve()];
  for (const answer of answers) {
    it(`that gives ${answer instanceof Promise ? 'a promise of something' : String(answer)} has the record delivered again`, async () => {
      const log = new RecordedLog();
      const handler = bootstrap(failing(2), { logger: log });
      const options: object = { onError: () => answer, logger: log };
      const asked = bootstrap(failing(2), options);
      const { handled, checkpoint, failures } = await asked.dispatch(streamEvent(...batch));
      const without = await handler.dispatch(streamEvent(...batch));
      assert.deepEqual({ handled, checkpoint }, { handled: without.handled, checkpoint: without.checkpoint });
      assert.equal(checkpoint, batch[1]?.dynamodb.SequenceNumber);
      assert.equal(failures[0]?.errors[0]?.cause, down);
    });
  }

  const throwing: [string, OnError][] = [
    [
      'throws',
      () => {
        throw new Error('no queue');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no queue'))],
  ];
  for (const [way, onError] of throwing) {
    it(`that ${way} has the record delivered again, and is logged`, async () => {
      const { log, handled, failures, checkpoint } = await dispatch(onError);
      assert.equal(handled, 1);
      assert.equal(checkpoint, batch[1]?.dynamodb.SequenceNumber);
      assert.deepEqual(
        failures.flatMap(({ errors }) => errors.map(({ cause }) => cause)),
        [down],
      );
      assert.match(log.text, /no queue/);
      assert.match(log.text, /Error: down/);
    });
  }

  it("gets what was thrown, the record, and the handler's context", async () => {
    const calls: unknown[][] = [];
    await dispatch((error, record, context) => {
      calls.push([error, record.raw, context.handler.id, typeof context.lambda?.awsRequestId, context.signal.aborted]);
      return 'skip';
    });
    assert.deepEqual(calls, [[down, batch[1], 'stream.mail', 'string', false]]);
    assert.equal(calls[0]?.[0], down);
    assert.equal(calls[0]?.[1], batch[1]);
  });

  it('gets even undefined, where that was thrown', async () => {
    const errors: unknown[] = [];
    const handlers = stream().onAny(() => Promise.reject());
    const { handled } = await dispatch((error) => {
      errors.push(error);
      return 'skip';
    }, handlers);
    assert.equal(handled, 3);
    assert.deepEqual(errors, [undefined, undefined, undefined]);
  });

  it('is asked for each handler that failed, and not for those that did not', async () => {
    const ids: string[] = [];
    const handlers = stream()
      .onAny(function a() {
        throw down;
      })
      .onAny(function b() {})
      .onAny(function c() {
        throw down;
      });
    const { handled } = await dispatch(
      (_error, _record, { handler }) => {
        ids.push(handler.id);
        return 'skip';
      },
      handlers,
      streamEvent(insert({ id: 1 })),
    );
    assert.deepEqual(ids, ['stream.a', 'stream.c']);
    assert.equal(handled, 1);
  });

  for (const poison of ['stream.a', 'stream.b']) {
    it(`that skips ${poison} does not save the record from the other handler's failure`, async () => {
      const handlers = stream()
        .onAny(function a() {
          throw 'a';
        })
        .onAny(function b() {
          throw 'b';
        });
      const { handled, failures, checkpoint } = await dispatch(
        (_error, _record, { handler }) => (handler.id === poison ? 'skip' : 'retry'),
        handlers,
      );
      assert.equal(handled, 0);
      assert.deepEqual(
        failures.map(({ errors }) => errors.map(({ handler }) => handler.id)),
        [[poison === 'stream.a' ? 'stream.b' : 'stream.a']],
      );
      assert.equal(checkpoint, batch[0]?.dynamodb.SequenceNumber);
    });
  }

  it('keeps later records of the item waiting until it has decided', async () => {
    const log: string[] = [];
    const handlers = stream<{ n: number }>().onInsert(({ newImage: { n } }) => {
      log.push(`record ${n}`);
      if (n === 1) throw down;
    });
    const onError: OnError = async () => {
      log.push('asked');
      await quiet();
      log.push('decided');
      return 'skip' as const;
    };
    const event = streamEvent(insert({ id: 1, n: 1 }), insert({ id: 1, n: 2 }));
    await bootstrap(handlers, { onError, concurrency: 2, logger: new RecordedLog() }).dispatch(event);
    assert.deepEqual(log, ['record 1', 'asked', 'decided', 'record 2']);
  });

  it('may skip a malformed record', async () => {
    const seen: unknown[] = [];
    const malformed = { eventID: 'e1', eventSource: 'aws:dynamodb', eventName: 'INSERT', dynamodb: 'none' };
    const { handled, failures } = await dispatch(
      (error, record) => {
        seen.push([String(error).split(':', 1)[0], record.raw, record.eventID]);
        return 'skip';
      },
      failing(),
      { Records: [batch[0], malformed, batch[1]] },
    );
    assert.deepEqual({ handled, failures }, { handled: 3, failures: [] });
    assert.deepEqual(seen, [['InvalidEventError', malformed, 'e1']]);
  });
});

describe('a malformed record', () => {
  it('fails like a failing handler: alone, as an InvalidEventError, and from there all is handed back', async () => {
    const malformed = {
      eventID: 'e1',
      eventSource: 'aws:dynamodb',
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: '5', Keys: 7 },
    };
    const event = { Records: [batch[0], malformed, batch[1]] };
    const { log, handled, failures, checkpoint } = await dispatch(() => 'retry', failing(), event);
    assert.equal(handled, 1);
    assert.equal(failures.length, 1);
    const [error] = failures[0]?.errors ?? [];
    assert.equal(Object(error?.cause).name, 'InvalidEventError');
    assert.equal(error?.eventID, 'e1');
    assert.equal(checkpoint, '5');
    assert.equal(log.at('error').length, 1);
  });
});

import { join } from 'node:path';
import { expect } from 'chai';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { bundleHandlers } from './bundle.js';
import { invokeAll } from './function.js';
import type { Order } from './handler.js';
import { FUNCTION_ARN } from './runtime-api.js';
import { runtimeClient } from './runtime-client.js';

const EMAIL = 'ada@example.com';

function placed(pk: string) {
  return insert({ pk, status: 'PAID', email: EMAIL } satisfies Order, { table: 'Orders' });
}

function changed(pk: string, status: Order['status']) {
  const paid: Order = { pk, status: 'PAID', email: EMAIL };
  return modify(paid, { ...paid, status }, { table: 'Orders' });
}

const SUCCEEDING = streamEvent(placed('a'), changed('b', 'SHIPPED'), changed('c', 'PAID'));
const POISONED = streamEvent(placed('a'), changed('b', 'POISON'), placed('c'));
const SLOW = streamEvent(placed('a'), changed('b', 'SLOW'), placed('c'), placed('d'));
const STUCK = streamEvent(placed('a'), changed('b', 'STUCK'), placed('c'));
const MALFORMED = { Records: { 0: SUCCEEDING.Records[0] } };

const AMPLE_MS = 10_000;
/** Handlers have what is more than the margin that the handler module keeps to answer in. */
const SHORT_MS = 2500;
const TOO_SHORT_MS = 900;

const SUCCESS = {
  kind: 'response',
  body: { batchItemFailures: [] },
  inTime: true,
  logs: ['INFO confirmed a', `INFO shipped b, 1 change, by ${FUNCTION_ARN}`],
};

/** The answer that hands back an event from one of its records on. */
function handedBack(event: typeof SUCCEEDING, index: number) {
  const itemIdentifier = event.Records[index]?.dynamodb?.SequenceNumber;
  return { kind: 'response', body: { batchItemFailures: [{ itemIdentifier }] }, inTime: true };
}

for (const format of ['esm', 'cjs'] as const) {
  describe(`a minified bundle (${format}) of handlers, run by AWS's runtime client`, () => {
    let folder: string;

    before(async () => {
      // No packages lie there, or above, that could stand in for what the bundle lacks: not even the client's.
      folder = join(runtimeClient.folder, 'functions', format);
      await bundleHandlers(format, folder);
    });

    async function invoke(handler: 'reporting' | 'throwing', event: unknown, remainingMs = AMPLE_MS) {
      const [invoked] = await invokeAll(folder, `index.${handler}`, [{ event, remainingMs }]);
      if (invoked === undefined) throw new Error('Found no answer, expected one');
      const { logs, ...answer } = invoked;
      return { answer, logs };
    }

    it('handles the records of an event, and answers that none failed', async () => {
      const { answer, logs } = await invoke('reporting', SUCCEEDING);
      expect({ ...answer, logs }).to.deep.equal(SUCCESS);
    });

    it('answers which record failed, has handled those before it, and starts none after it', async () => {
      const { answer, logs } = await invoke('reporting', POISONED);
      expect(answer).to.deep.equal(handedBack(POISONED, 1));
      expect(logs).to.have.lengthOf(2);
      expect(logs[0]).to.equal('INFO confirmed a');
      expect(logs[1]).to.match(
        /^ERROR onstream: handler failed: .*handler: 'OrderHandlers.poisoned'.*TypeError: bad order/s,
      );
    });

    it('fails a batch with a failure where failures are not reported', async () => {
      const { answer, logs } = await invoke('throwing', POISONED);
      expect(answer).to.deep.include({ kind: 'error', inTime: true });
      const { errorType, errorMessage } = Object(answer.body);
      expect(errorType).to.equal('BatchError');
      expect(errorMessage).to.match(
        /^1 of 3 records failed, 1 were not reached: OrderHandlers.poisoned failed .*bad order/,
      );
      expect(logs).to.have.lengthOf(3);
    });

    it('lets no log tell of the item, whichever way it failed', async () => {
      for (const handler of ['reporting', 'throwing'] as const) {
        const { answer, logs } = await invoke(handler, POISONED);
        expect(logs.join('\n')).to.include('bad order').and.not.include(EMAIL);
        expect(JSON.stringify(answer.body)).not.to.include(EMAIL);
      }
    });

    it('fails a malformed event, and says what was found and expected', async () => {
      const { answer, logs } = await invoke('reporting', MALFORMED);
      expect(answer).to.deep.include({ kind: 'error', inTime: true });
      const { errorType, errorMessage } = Object(answer.body);
      expect(errorType).to.equal('InvalidEventError');
      expect(errorMessage).to.match(/^Event: found .*, expected Records: an array of DynamoDB changes/);
      expect(logs.filter((line) => line.startsWith('INFO'))).to.deep.equal([]);
    });

    it('tells handlers that the deadline is near, and hands back what it has not started', async () => {
      const { answer, logs } = await invoke('reporting', SLOW, SHORT_MS);
      expect(answer).to.deep.equal(handedBack(SLOW, 2));
      expect(logs.slice(0, 3)).to.deep.equal(['INFO confirmed a', 'INFO began b', 'INFO came to an end with b']);
      expect(logs.slice(3).join()).to.match(/^WARN onstream: time is nearly up/);
    });

    it('hands back a record whose handler does not end before the deadline', async () => {
      const { answer, logs } = await invoke('reporting', STUCK, SHORT_MS);
      expect(answer).to.deep.equal(handedBack(STUCK, 1));
      expect(logs.slice(0, 2)).to.deep.equal(['INFO confirmed a', 'INFO began b']);
      expect(logs.slice(2).join()).to.match(/^WARN onstream: time is nearly up/);
    });

    it('hands back all of an event that comes too near to the deadline', async () => {
      const { answer, logs } = await invoke('reporting', SUCCEEDING, TOO_SHORT_MS);
      expect(answer).to.deep.equal(handedBack(SUCCEEDING, 0));
      expect(logs.join()).to.match(/^WARN onstream: time is nearly up/);
    });

    it('handles one event after another, whatever became of those before', async () => {
      const events = [SUCCEEDING, POISONED, MALFORMED, SUCCEEDING, STUCK, SUCCEEDING];
      const invocations = events.map((event) => ({ event, remainingMs: event === STUCK ? SHORT_MS : AMPLE_MS }));
      const [first, poisoned, malformed, second, stuck, third] = await invokeAll(
        folder,
        'index.reporting',
        invocations,
      );
      expect([first, second, third]).to.deep.equal([SUCCESS, SUCCESS, SUCCESS]);
      expect([poisoned?.kind, malformed?.kind, stuck?.kind]).to.deep.equal(['response', 'error', 'response']);
    });
  });
}

import { expect } from 'chai';
import { BatchError, bootstrap, InvalidEventError, stream } from '../../lib/index.js';
import { insert, kinesisEvent, lambdaContext, pipesEvent, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';
import { rejectionOf } from './rejection.js';

const WINDOW = {
  window: { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:02:00Z' },
  shardId: 'shardId-00000001767225600000-abcdef01',
  eventSourceARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/Table/stream/2026-01-01T00:00:00.000',
  isFinalInvokeForWindow: false,
  isWindowTerminatedEarly: false,
};

describe('an event of a tumbling window', () => {
  const logger = new RecordedLog();
  const handlers = stream().onInsert((record) => {
    if (record.newImage.fails) throw new Error('always');
  });
  const reporting = bootstrap(handlers, { reportBatchItemFailures: true, logger });
  const throwing = bootstrap(handlers, { logger });
  const good = insert({ pk: 'ITEM#1' });
  const bad = insert({ pk: 'ITEM#2', fails: true });
  const state = { total: 42, byPlayer: { ada: [1, 2] } };

  for (const [what, handler] of [
    ['with reportBatchItemFailures', reporting],
    ['without reportBatchItemFailures', throwing],
  ] as const) {
    describe(what, () => {
      it('is answered with the state that came with it', async () => {
        const response = await handler({ ...streamEvent(good), ...WINDOW, state }, lambdaContext());
        expect(response).to.deep.equal({ state, batchItemFailures: [] });
      });

      for (const [which, without] of [
        ['absent', {}],
        ['null', { state: null }],
      ] as const) {
        it(`is answered with an empty state where it is ${which}`, async () => {
          const response = await handler({ ...streamEvent(good), ...WINDOW, ...without }, lambdaContext());
          expect(response).to.deep.equal({ state: {}, batchItemFailures: [] });
        });
      }

      it('is answered so at the end of the window, where it has no records', async () => {
        const event = { ...streamEvent(), ...WINDOW, isFinalInvokeForWindow: true, state };
        expect(await handler(event, lambdaContext())).to.deep.equal({ state, batchItemFailures: [] });
      });

      it('is answered so where no handler wants its records', async () => {
        const event = { ...streamEvent(good), ...WINDOW, state };
        const deaf = bootstrap(
          stream().onRemove(() => undefined),
          { reportBatchItemFailures: handler === reporting, logger },
        );
        expect(await deaf(event, lambdaContext())).to.deep.equal({ state, batchItemFailures: [] });
      });

      it('is answered so where it comes from Kinesis', async () => {
        const response = await handler({ ...kinesisEvent(good), ...WINDOW, state }, lambdaContext());
        expect(response).to.deep.equal({ state, batchItemFailures: [] });
      });
    });
  }

  it('is answered with what failed, next to the state', async () => {
    const response = await reporting({ ...streamEvent(good, bad), ...WINDOW, state }, lambdaContext());
    expect(response).to.deep.equal({
      state,
      batchItemFailures: [{ itemIdentifier: bad.dynamodb.SequenceNumber }],
    });
  });

  it('fails where a record does and failures are not reported', async () => {
    const failed = throwing({ ...streamEvent(good, bad), ...WINDOW, state }, lambdaContext());
    expect(await rejectionOf(failed)).to.be.instanceOf(BatchError);
  });

  it('is still refused where it is no batch of table changes', async () => {
    expect(await rejectionOf(reporting({ ...WINDOW, state, Records: 1 }))).to.be.instanceOf(InvalidEventError);
  });

  it('is one where its window is an object; others are answered as ever', async () => {
    expect(await reporting({ ...streamEvent(good), state }, lambdaContext())).to.deep.equal({ batchItemFailures: [] });
    expect(await throwing({ ...streamEvent(good), window: undefined, state }, lambdaContext())).to.equal(undefined);
    expect(await reporting(pipesEvent(good), lambdaContext())).to.deep.equal({ batchItemFailures: [] });
  });
});

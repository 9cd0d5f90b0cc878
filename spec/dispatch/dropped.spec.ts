import { expect } from 'chai';
import { bootstrap, HandlerError, type OnError, stream } from '../../lib/index.js';
import { insert, streamEvent } from '../../lib/testing/index.js';
import { RecordedLog } from './recorded-log.js';

const down = new Error('down');
const batch = [1, 2, 3].map((id) => insert({ id }));

/** Two handlers, both of which fail on the second record. */
const handlers = stream<{ id: number }>()
  .onInsert(function mail({ newImage: { id } }) {
    if (id === 2) throw down;
  })
  .onInsert(function bill({ newImage: { id } }) {
    if (id === 2) throw down;
  });

function dispatch(onError: OnError, event: unknown = streamEvent(...batch)) {
  return bootstrap(handlers, { onError, logger: new RecordedLog() }).dispatch(event);
}

describe('what onError skips', () => {
  it('is in the outcome as dropped, for each handler, with its error', async () => {
    const { handled, skipped, failures, dropped } = await dispatch(() => 'skip');
    expect({ handled, skipped, failures }).to.deep.equal({ handled: 3, skipped: 0, failures: [] });
    expect(dropped.map(({ record, handler }) => [record.eventID, handler])).to.deep.equal([
      [batch[1]?.eventID, 'stream.mail'],
      [batch[1]?.eventID, 'stream.bill'],
    ]);
    for (const { error } of dropped) {
      expect(error).to.be.an.instanceof(HandlerError).with.property('cause', down);
      expect(error.sequenceNumber).to.equal(batch[1]?.dynamodb.SequenceNumber);
    }
  });

  it('is dropped for its handler also where another one fails', async () => {
    const { handled, failures, dropped } = await dispatch((_, __, { handler }) =>
      handler.id === 'stream.mail' ? 'skip' : 'retry',
    );
    expect(handled).to.equal(1);
    expect(failures.flatMap(({ errors }) => errors.map((error) => error.handler.id))).to.deep.equal(['stream.bill']);
    expect(dropped.map(({ handler }) => handler)).to.deep.equal(['stream.mail']);
  });

  it('may be a malformed record', async () => {
    const malformed = { eventID: 'e1', eventSource: 'aws:dynamodb', eventName: 'INSERT', dynamodb: 'none' };
    const { handled, dropped } = await dispatch(() => 'skip', { Records: [malformed] });
    expect(handled).to.equal(1);
    expect(dropped.map(({ record, handler }) => [record.eventID, handler])).to.deep.equal([['e1', 'onstream.read']]);
  });

  it('is nothing where nothing failed, or all is retried', async () => {
    expect((await dispatch(() => 'skip', streamEvent(insert({ id: 1 })))).dropped).to.deep.equal([]);
    expect((await dispatch(() => 'retry')).dropped).to.deep.equal([]);
  });
});

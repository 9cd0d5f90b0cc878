import { expect } from 'chai';
import { type BootstrapOptions, bootstrap, type InsertRecord, stream } from '../../../lib/index.js';
import type { StreamHandler } from '../../../lib/loading/lambda-handler.js';
import { handlerTarget } from '../../../lib/replay/target/local-target.js';
import { insert, kinesisEvent, streamEvent } from '../../../lib/testing/index.js';
import { changesOf } from './changes.js';

const quiet = () => undefined;
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet };

describe('handlers on this machine', () => {
  /** Handlers that keep the names of the items that they got, and fail for the bad one. */
  function decorated(options: BootstrapOptions = {}) {
    const seen: unknown[] = [];
    const handlers = stream().onInsert(async ({ newImage }: InsertRecord) => {
      seen.push(newImage.pk);
      if (newImage.pk === 'bad') throw new TypeError('no such order\nwith details');
    });
    return { seen, target: handlerTarget(bootstrap(handlers, { logger: silent, ...options })) };
  }

  it('handle every record', async () => {
    const { seen, target } = decorated();
    expect(await target.deliver(changesOf('a', 'b', 'c'))).to.deep.equal({ handled: 3, failures: [] });
    expect(seen).to.deep.equal(['a', 'b', 'c']);
  });

  for (const reportBatchItemFailures of [true, false]) {
    it(`go on after a record that fails, ${reportBatchItemFailures ? 'with' : 'without'} partial responses`, async () => {
      const { seen, target } = decorated({ reportBatchItemFailures });
      const records = changesOf('a', 'bad', 'c', 'd');
      expect(await target.deliver(records)).to.deep.equal({
        handled: 3,
        failures: [{ eventID: records[1]?.eventID, reason: 'stream.OnInsert: TypeError: no such order' }],
      });
      expect(seen).to.deep.equal(['a', 'bad', 'c', 'd']);
    });
  }

  it('do not get the later records of an item that failed, which are told of', async () => {
    const { seen, target } = decorated();
    const records = changesOf('bad', 'a', 'bad', 'b', 'bad');
    const { handled, failures } = await target.deliver(records);
    expect(handled).to.equal(2);
    expect(failures.map(({ eventID }) => eventID)).to.have.members([0, 2, 4].map((n) => records[n]?.eventID));
    expect(failures.at(-1)?.reason).to.equal(
      `not delivered, since an earlier record of the same item failed (event ${records[0]?.eventID})`,
    );
    expect(seen).to.deep.equal(['bad', 'a', 'b']);
  });

  it('account for every record where several items are handled at once', async () => {
    const { target } = decorated({ concurrency: 3 });
    const { handled, failures } = await target.deliver(changesOf('a', 'bad', 'c', 'd', 'bad', 'e', 'f'));
    expect([handled, failures.length]).to.deep.equal([5, 2]);
  });

  it('are handled where no handler wants them', async () => {
    const target = handlerTarget(bootstrap(stream().onRemove(() => undefined)));
    expect(await target.deliver(changesOf('a', 'b'))).to.deep.equal({ handled: 2, failures: [] });
  });

  it('fail the records of a table that none of them hears, and handle the rest', async () => {
    const seen: unknown[] = [];
    const plain = stream({ table: 'Plain' }).onInsert(() => void seen.push('Plain'));
    const others = stream({ table: /^Other/ }).onInsert(() => undefined);
    const target = handlerTarget(bootstrap([plain, others]));
    const [ofOrders] = changesOf('a');
    const { Records } = streamEvent(insert({ pk: 'b' }, { table: 'Plain' }), insert({ pk: 'c' }, { table: 'Others' }));
    const { handled, failures } = await target.deliver([ofOrders ?? {}, ...Records]);
    expect([handled, seen]).to.deep.equal([2, ['Plain']]);
    expect(failures).to.deep.equal([
      { eventID: ofOrders?.eventID, reason: 'no handler hears the table Orders, expected Plain or /^Other/' },
    ]);
  });

  it('hear every table where one of them does', async () => {
    const target = handlerTarget(bootstrap([stream({ table: 'Plain' }).onInsert(quiet), stream().onRemove(quiet)]));
    expect(await target.deliver(changesOf('a'))).to.deep.equal({ handled: 1, failures: [] });
  });

  it('fail what is no record, and handle the rest', async () => {
    const { target } = decorated();
    const [first, second] = changesOf('a', 'b');
    const { handled, failures } = await target.deliver([first ?? {}, { eventID: 'broken' }, second ?? {}]);
    expect(handled).to.equal(2);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.deep.include({ eventID: 'broken' });
    expect(failures[0]?.reason).to.match(/^onstream\.read: InvalidEventError: /);
  });

  it('fail a batch that is of something else, and end nothing by it', async () => {
    const { target } = decorated();
    const { handled, failures } = await target.deliver([{ eventID: 'm1', eventSource: 'aws:sqs' }]);
    expect([handled, failures.length]).to.deep.equal([0, 1]);
    expect(failures[0]?.reason).to.match(/^InvalidEventError: Event: found keys \[Records\] of aws:sqs, expected /);
  });

  it('get the records of Kinesis too', async () => {
    const { seen, target } = decorated();
    const { Records } = kinesisEvent(
      insert({ pk: 'a' }),
      insert({ pk: 'bad' }),
      insert({ pk: 'bad' }),
      insert({ pk: 'b' }),
    );
    const { handled, failures } = await target.deliver(Records);
    expect([handled, failures.length]).to.deep.equal([2, 2]);
    expect(seen).to.deep.equal(['a', 'bad', 'b']);
  });

  describe('that bootstrap did not make', () => {
    const deliver = (handler: StreamHandler) => handlerTarget(handler).deliver(changesOf('a', 'b', 'c'));

    it('handle all with a response that names no failure', async () => {
      expect(await deliver(async () => 'done')).to.deep.equal({ handled: 3, failures: [] });
    });

    it('are invoked again with what follows the failure that they report', async () => {
      const batches: number[] = [];
      const result = await deliver(async ({ Records }) => {
        batches.push(Records.length);
        const bad = Records.find(({ dynamodb }) => dynamodb?.Keys?.pk?.S === 'b');
        return { batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb?.SequenceNumber }] : [] };
      });
      expect(batches).to.deep.equal([3, 1]);
      expect(result.handled).to.equal(2);
      expect(result.failures.map(({ reason }) => reason)).to.deep.equal(['reported in batchItemFailures']);
    });

    it('fail the whole batch by throwing', async () => {
      const { handled, failures } = await deliver((_event, _context, callback) => callback('no table'));
      expect(handled).to.equal(0);
      expect(failures.map(({ reason }) => reason)).to.deep.equal(Array(3).fill('thrown: no table'));
    });

    it('fail the whole batch by naming a failure that is not in it', async () => {
      const { handled, failures } = await deliver(() => ({ batchItemFailures: [{ itemIdentifier: 'unknown' }] }));
      expect([handled, failures.length]).to.deep.equal([0, 3]);
      expect(failures[0]?.reason).to.equal('the response names a failure that is no record of the batch');
    });
  });
});

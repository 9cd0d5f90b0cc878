import assert from 'node:assert/strict';
import { bootstrap, stream } from '../../lib/index.js';
import {
  type DeliveredRecord,
  insert,
  kinesisEvent,
  modify,
  pipesEvent,
  streamEvent,
} from '../../lib/testing/index.js';
import { HeldHandler, type Named, quiet } from './held-handler.js';
import { RecordedLog } from './recorded-log.js';

const logger = new RecordedLog();

/** Records of as many items as there are letters; the same letter is the same item. */
function records(items: string): DeliveredRecord[] {
  return [...items].map((id, index) => insert({ id, name: `${id}${index}` }));
}

function numberOf(record: DeliveredRecord | undefined): string | undefined {
  return record?.dynamodb.SequenceNumber;
}

describe('after a failure', () => {
  async function begin(concurrency: number, batch: readonly DeliveredRecord[]) {
    const held = new HeldHandler();
    const outcome = bootstrap(stream<Named>().onInsert(held.handle), { concurrency, logger }).dispatch(
      streamEvent(...batch),
    );
    await quiet();
    return { held, outcome };
  }

  it('nothing later is started, and what is in flight is waited for', async () => {
    const batch = records('abcdef');
    const { held, outcome } = await begin(3, batch);
    await held.fail('b1');
    assert.deepEqual(held.running, ['a0', 'c2']);
    await held.finish('c2');
    assert.deepEqual(held.running, ['a0']);
    await held.finish('a0');
    const { records: count, handled, skipped, failures, checkpoint } = await outcome;
    assert.deepEqual(
      { count, handled, skipped, failed: failures.length },
      { count: 6, handled: 2, skipped: 0, failed: 1 },
    );
    assert.equal(checkpoint, numberOf(batch[1]));
    assert.deepEqual(held.started, ['a0', 'b1', 'c2']);
  });

  it('earlier records that wait for their item still run', async () => {
    const batch = records('aaabc');
    const { held, outcome } = await begin(2, batch);
    await held.fail('b3');
    assert.deepEqual(await held.finishAll(), ['a0', 'a1', 'a2']);
    const { handled, checkpoint } = await outcome;
    assert.equal(handled, 3);
    assert.equal(checkpoint, numberOf(batch[3]));
  });

  it('later records that wait for their item do not run, nor do those of the failed item', async () => {
    const batch = records('abaabb');
    const { held, outcome } = await begin(2, batch);
    await held.fail('b1');
    assert.deepEqual(await held.finishAll(), ['a0']);
    const { handled, checkpoint } = await outcome;
    assert.equal(handled, 1);
    assert.equal(checkpoint, numberOf(batch[1]));
  });

  it('the lowest record that failed is handed back, whichever failed first', async () => {
    const batch = records('abcd');
    const { held, outcome } = await begin(4, batch);
    await held.fail('d3');
    await held.fail('b1');
    await held.finish('a0');
    await held.fail('c2');
    const { handled, failures, checkpoint } = await outcome;
    assert.equal(handled, 1);
    assert.equal(failures.length, 3);
    assert.equal(checkpoint, numberOf(batch[1]));
  });

  it('one more failure, later in the batch, lets nothing start again', async () => {
    const { held, outcome } = await begin(3, records('abbc'));
    await held.fail('a0');
    await held.fail('c3');
    assert.deepEqual(await held.finishAll(), ['b1']);
    assert.equal((await outcome).handled, 1);
  });

  it('of the first record everything is handed back', async () => {
    const batch = records('abc');
    const { held, outcome } = await begin(1, batch);
    await held.fail('a0');
    const { handled, checkpoint } = await outcome;
    assert.deepEqual(held.started, ['a0']);
    assert.equal(handled, 0);
    assert.equal(checkpoint, numberOf(batch[0]));
  });
});

describe('records that no handler wants', () => {
  const wanted = (n: number) => insert({ id: n, name: 'wanted' });
  const unwanted = (n: number) => modify({ id: n, x: 1 }, { id: n, x: 2 });
  const failsOn = (bad: number) =>
    stream<{ id: number }>().onInsert(({ newImage: { id } }) => {
      if (id === bad) throw new Error('down');
    });

  it('count as skipped', async () => {
    const event = streamEvent(unwanted(1), wanted(2), unwanted(3), unwanted(4));
    for (const concurrency of [1, 3]) {
      const { records, handled, skipped, checkpoint } = await bootstrap(failsOn(9), { concurrency }).dispatch(event);
      assert.deepEqual(
        { records, handled, skipped, checkpoint },
        { records: 4, handled: 1, skipped: 3, checkpoint: undefined },
      );
    }
  });

  it('hold back no checkpoint', async () => {
    const batch = [unwanted(1), wanted(2), unwanted(3), wanted(4), unwanted(5)];
    const { handled, skipped, checkpoint } = await bootstrap(failsOn(4), { logger }).dispatch(streamEvent(...batch));
    assert.deepEqual({ handled, skipped, checkpoint }, { handled: 1, skipped: 2, checkpoint: numberOf(batch[3]) });
  });
});

describe('the failure identifier', () => {
  const handler = bootstrap(
    stream().onAny({ keys: { id: 3 } }, () => {
      throw new Error('down');
    }),
    { logger },
  );
  const batch = [insert({ id: 1 }), insert({ id: 2 }), insert({ id: 3 }), insert({ id: 4 })];

  it('is the sequence number of the record in a DynamoDB stream', async () => {
    assert.equal((await handler.dispatch(streamEvent(...batch))).checkpoint, numberOf(batch[2]));
  });

  it("is Kinesis's own sequence number in a Kinesis stream", async () => {
    const event = kinesisEvent(...batch);
    const { checkpoint } = await handler.dispatch(event);
    assert.ok(checkpoint);
    assert.equal(checkpoint, event.Records[2]?.kinesis.sequenceNumber);
  });

  it('is the eventID in a pipe', async () => {
    for (const event of [pipesEvent(...batch), pipesEvent(...kinesisEvent(...batch).Records)]) {
      const { checkpoint } = await handler.dispatch(event);
      assert.ok(checkpoint);
      assert.equal(checkpoint, event[2]?.eventID);
    }
  });

  /** The batch, with what names the records of these positions left out. */
  function without(...positions: number[]) {
    return batch.map((record, index) => {
      const { SequenceNumber, ...change } = record.dynamodb;
      return positions.includes(index) ? { ...record, dynamodb: change } : record;
    });
  }

  it('is that of the nearest record before it, where the record has none', async () => {
    assert.equal((await handler.dispatch({ Records: without(2) })).checkpoint, numberOf(batch[1]));
    assert.equal((await handler.dispatch({ Records: without(1, 2) })).checkpoint, numberOf(batch[0]));
    assert.equal((await handler.dispatch({ Records: without(0, 1) })).checkpoint, numberOf(batch[2]));
  });

  it('is empty, which hands back everything, where no record up to it has one', async () => {
    assert.equal((await handler.dispatch({ Records: without(0, 1, 2) })).checkpoint, '');
    const nameless = batch.map((record) => ({ ...record, eventID: undefined }));
    assert.equal((await handler.dispatch(nameless)).checkpoint, '');
  });

  it('is that of a malformed record, where it has one', async () => {
    const [first, second, , fourth] = batch;
    const malformed = { eventID: 'e', eventSource: 'aws:dynamodb', dynamodb: { SequenceNumber: '77', Keys: 'none' } };
    const { handled, skipped, failures, checkpoint } = await handler.dispatch({
      Records: [first, second, malformed, fourth],
    });
    assert.deepEqual({ handled, skipped, failed: failures.length }, { handled: 0, skipped: 2, failed: 1 });
    assert.equal(checkpoint, '77');
  });

  it('is that of the nearest record before a record which is nothing at all', async () => {
    const { checkpoint } = await handler.dispatch({ Records: [batch[0], null, batch[1]] });
    assert.equal(checkpoint, numberOf(batch[0]));
  });
});

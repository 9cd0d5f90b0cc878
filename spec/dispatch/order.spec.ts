import assert from 'node:assert/strict';
import { bootstrap, stream } from '../../lib/index.js';
import { type DeliveredRecord, insert, kinesisEvent, pipesEvent, streamEvent } from '../../lib/testing/index.js';
import { HeldHandler, type Named, quiet } from './held-handler.js';

/** Begins to handle records, named a, b, c by their position. */
async function begin(concurrency: number | undefined, event: unknown) {
  const held = new HeldHandler();
  const handler = bootstrap(stream<Named>().onInsert(held.handle), concurrency === undefined ? {} : { concurrency });
  const outcome = handler.dispatch(event);
  await quiet();
  return { held, outcome };
}

function records(keys: readonly object[], options: { table?: string; keys?: string[] } = {}): DeliveredRecord[] {
  return keys.map((key, index) => insert({ ...key, name: 'abcdefghij'.charAt(index) }, options));
}

describe('records of one item', () => {
  const keyOptions = { keys: ['pk', 'sk'] };
  const sameItem: [string, DeliveredRecord[]][] = [
    ['text', records([{ id: 'x' }, { id: 'x' }, { id: 'x' }])],
    ['a number', records([{ id: 7 }, { id: 7n }, { id: 7.0 }])],
    ['binary', records([{ id: Uint8Array.of(1, 2) }, { id: Uint8Array.of(1, 2) }, { id: Uint8Array.of(1, 2) }])],
    [
      'a composite whose attributes stand in a different order',
      records(
        [
          { pk: 'x', sk: 1 },
          { sk: 1, pk: 'x' },
          { pk: 'x', sk: 1 },
        ],
        keyOptions,
      ),
    ],
  ];
  for (const [key, batch] of sameItem) {
    it(`are handled one at a time and in stream order, where its key is ${key}`, async () => {
      const { held, outcome } = await begin(10, streamEvent(...batch));
      assert.deepEqual(held.running, ['a']);
      await held.finish('a');
      assert.deepEqual(held.running, ['b']);
      await held.finish('b');
      assert.deepEqual(held.running, ['c']);
      await held.finish('c');
      assert.equal((await outcome).handled, 3);
    });
  }

  it('are handled one at a time where they are inserted, modified and removed', async () => {
    const log: string[] = [];
    const slow = async ({ eventName }: { eventName: string }) => {
      log.push(`${eventName} begins`);
      await quiet();
      log.push(`${eventName} ends`);
    };
    const handler = bootstrap(stream().onInsert(slow).onModify(slow).onRemove(slow), { concurrency: 5 });
    const [first, second] = records([{ id: 1 }, { id: 1 }]);
    assert.ok(first && second);
    await handler.dispatch(streamEvent(first, { ...first, eventName: 'MODIFY' }, { ...second, eventName: 'REMOVE' }));
    assert.deepEqual(log, [
      'INSERT begins',
      'INSERT ends',
      'MODIFY begins',
      'MODIFY ends',
      'REMOVE begins',
      'REMOVE ends',
    ]);
  });

  it('wait while other items overtake them', async () => {
    const { held, outcome } = await begin(2, streamEvent(...records([{ id: 1 }, { id: 1 }, { id: 2 }, { id: 3 }])));
    assert.deepEqual(held.running, ['a', 'c']);
    await held.finish('c');
    assert.deepEqual(held.running, ['a', 'd']);
    await held.finish('a');
    assert.deepEqual(held.running, ['d', 'b']);
    await held.finishAll();
    assert.equal((await outcome).handled, 4);
  });

  it('are handled one at a time also where they come long after the item was busy', async () => {
    const { held } = await begin(2, streamEvent(...records([{ id: 1 }, { id: 2 }, { id: 1 }, { id: 2 }])));
    await held.finish('b');
    assert.deepEqual(held.running, ['a', 'd']);
    await held.finish('d');
    assert.deepEqual(held.running, ['a']);
    assert.deepEqual(await held.finishAll(), ['a', 'c']);
  });
});

describe('records of different items', () => {
  const keyOptions = { keys: ['pk', 'sk'] };
  const different: [string, DeliveredRecord[]][] = [
    ['text', records([{ id: 'x' }, { id: 'y' }])],
    ['a number', records([{ id: 7 }, { id: 8 }])],
    ['binary', records([{ id: Uint8Array.of(1) }, { id: Uint8Array.of(2) }])],
    [
      'a composite that differs in its second half',
      records(
        [
          { pk: 'x', sk: 1 },
          { pk: 'x', sk: 2 },
        ],
        keyOptions,
      ),
    ],
    [
      'a composite whose halves are the same text when joined',
      records(
        [
          { pk: 'x","sk', sk: 'y' },
          { pk: 'x', sk: 'sk","y' },
        ],
        keyOptions,
      ),
    ],
  ];
  for (const [key, batch] of different) {
    it(`are handled at once, where their key is ${key}`, async () => {
      const { held, outcome } = await begin(10, streamEvent(...batch));
      assert.deepEqual(held.running, ['a', 'b']);
      await held.finishAll();
      assert.equal((await outcome).handled, 2);
    });
  }
});

describe('concurrency', () => {
  const five = records([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }]);

  it('is one record at a time by default', async () => {
    const { held, outcome } = await begin(undefined, streamEvent(...five));
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      assert.deepEqual(held.running, [name]);
      await held.finish(name);
    }
    assert.equal((await outcome).handled, 5);
  });

  it('is how many items are handled at once: no more, and no fewer while there are enough', async () => {
    const { held, outcome } = await begin(3, streamEvent(...five));
    assert.deepEqual(held.running, ['a', 'b', 'c']);
    await held.finish('b');
    assert.deepEqual(held.running, ['a', 'c', 'd']);
    await held.finish('a');
    assert.deepEqual(held.running, ['c', 'd', 'e']);
    await held.finishAll();
    assert.equal((await outcome).handled, 5);
  });

  it('may be more than there are items', async () => {
    const { held } = await begin(10_000, streamEvent(...five));
    assert.deepEqual(held.running, ['a', 'b', 'c', 'd', 'e']);
    await held.finishAll();
  });

  it('leaves an empty batch empty', async () => {
    for (const concurrency of [1, 2]) {
      const outcome = await bootstrap(
        stream().onAny(() => {}),
        { concurrency },
      ).dispatch(streamEvent());
      const nothing = {
        records: 0,
        handled: 0,
        skipped: 0,
        dropped: [],
        failures: [],
        results: [],
        checkpoint: undefined,
      };
      assert.deepEqual(outcome, nothing);
    }
  });
});

describe('two tables with the same key', () => {
  const both = [insert({ id: 1, name: 'a' }, { table: 'A' }), insert({ id: 1, name: 'b' }, { table: 'B' })];
  const events: [string, unknown][] = [
    ['a DynamoDB stream', streamEvent(...both)],
    ['a Kinesis stream', kinesisEvent(...both)],
    ['a pipe of a DynamoDB stream', pipesEvent(...both)],
    ['a pipe of a Kinesis stream', pipesEvent(...kinesisEvent(...both).Records)],
  ];
  for (const [source, event] of events) {
    it(`have different items, in ${source}`, async () => {
      const { held } = await begin(2, event);
      assert.deepEqual(held.running, ['a', 'b']);
      await held.finishAll();
    });
  }

  it('have the same item if nothing tells the tables apart', async () => {
    const nameless = both.map((record) => ({ ...record, eventSourceARN: 'source_arn' }));
    const { held } = await begin(2, streamEvent(...nameless));
    assert.deepEqual(held.running, ['a']);
    await held.finishAll();
  });
});

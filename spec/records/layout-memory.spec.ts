import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { bootstrap, type StreamRecord, stream } from '../../lib/index.js';
import { Layouts } from '../../lib/records/layout.js';
import { insert, kinesisEvent, streamEvent } from '../../lib/testing/index.js';
import { silent } from './views.js';

setFlagsFromString('--expose-gc');
// V8 would keep the shapes of objects, and with them their names, for a few collections, which take long beside other specs.
setFlagsFromString('--retain-maps-for-n-gc=0');
const collectOnce: () => void = runInNewContext('gc');

/** What a first collection finalizes, a second one frees. */
function collect(): void {
  for (let time = 0; time < 2; time++) collectOnce();
}

/** The bytes that are still in use after some work. */
async function retainedBy(work: () => Promise<void>): Promise<number> {
  collect();
  const before = process.memoryUsage().heapUsed;
  await work();
  collect();
  return process.memoryUsage().heapUsed - before;
}

const asText = (text: string) => text;

/** An image with so many attributes, whose names are of this length and in no other image. */
function imageOf(id: number, attributes: number, length: number) {
  const names = Array.from({ length: attributes }, (_, at) => `${id}-${at}-`.padEnd(length, 'x'));
  return Object.fromEntries(names.map((name) => [name, { S: 'x' }]));
}

describe('what is kept of the layouts of items', () => {
  it('is bounded by the length of their names, however often each comes back', () => {
    const memory = { kept: 0 };
    const layouts = new Layouts(asText, memory);
    for (let id = 0; id < 20; id++) {
      const image = imageOf(id, 60, 50);
      const nested = Object.fromEntries(Object.keys(image).map((name) => [name, { M: image }]));
      for (let time = 0; time < 15; time++) layouts.read(nested);
    }
    expect(memory.kept).to.be.greaterThan(0).and.at.most(200_000);
  });

  it('is nothing of an item whose names are longer than those of any layout', () => {
    const memory = { kept: 0 };
    const layouts = new Layouts(asText, memory);
    for (const image of [imageOf(1, 1, 100_000), imageOf(2, 20, 1_000), imageOf(3, 2_500, 9)]) {
      for (let time = 0; time < 15; time++) layouts.read(image);
    }
    expect(memory.kept).to.equal(0);
  });

  it('is nothing of the values of an item', async () => {
    const handler = bootstrap(
      stream().onAny((record: StreamRecord) => Object(record).newImage),
      { logger: silent },
    );
    const bytes = await retainedBy(async () => {
      for (let id = 0; id < 60; id++) {
        const item = { pk: 'x', [`data${id}`]: 'x'.repeat(390_000) };
        const record = JSON.parse(JSON.stringify(insert(item, { keys: ['pk'], table: `Table${id}` })));
        await handler.dispatch(streamEvent(...Array.from({ length: 13 }, () => structuredClone(record))));
      }
    });
    // One item of each layout would be 23 MB.
    expect(bytes).to.be.lessThan(3e6);
  });

  it('is counted for keys and images of a table together, and not for other tables', async () => {
    const handler = bootstrap(
      stream().onAny((record: StreamRecord) => [record.keys, Object(record).newImage]),
      { logger: silent },
    );
    const bytes = await retainedBy(async () => {
      for (let id = 0; id < 20; id++) {
        const item = { pk: 'x', ['n'.repeat(390_000) + id]: 1 };
        const records = Array.from({ length: 13 }, () => insert(item, { keys: ['pk'], table: `Table${id}` }));
        await handler.dispatch(streamEvent(...records));
      }
    });
    // All of the names would be 8 MB.
    expect(bytes).to.be.lessThan(3e6);
  });
});

describe('what is kept of tables', () => {
  for (const subscribed of [true, false]) {
    it(`is bounded, however many a Kinesis stream names: ${subscribed ? 'all are subscribed to' : 'none is'}`, async () => {
      const handlers = stream(subscribed ? {} : { table: 'Orders' }).onAny((record) => record.keys);
      const handler = bootstrap(handlers, { logger: silent });
      const run = async (from: number, to: number) => {
        for (let table = from; table < to; table += 500) {
          const records = Array.from({ length: 500 }, (_, n) => insert({ id: 1 }, { table: `Table-${table + n}` }));
          await handler.dispatch(kinesisEvent(...records));
        }
      };
      await run(0, 1000);
      const bytes = await retainedBy(() => run(1000, 6000));
      // 2 KB for each of them would be 10 MB.
      expect(bytes).to.be.lessThan(1.5e6);
    });
  }

  it('is nothing of names that are longer than any table has', async () => {
    const handler = bootstrap(
      stream().onAny(() => {}),
      { logger: silent },
    );
    const run = (length: number) => async () => {
      const records = Array.from({ length: 200 }, (_, n) => insert({ id: 1 }, { table: 'x'.repeat(length) + n }));
      await handler.dispatch(kinesisEvent(...records));
    };
    await run(1000)();
    expect(await retainedBy(run(100_000))).to.be.lessThan(2e6);
  });
});

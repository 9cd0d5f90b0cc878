/**
 * Measures the event source mapping, in a process of its own: what the other benchmarks leave behind in the heap and in
 * the compiler would count. Started by mapping.ts with `--expose-gc`; prints what it found as JSON.
 */
import { setImmediate as macrotask } from 'node:timers/promises';
import { EventSourceMapping, type MappingBatch } from 'onstream/local';
import { median } from './measure.js';
import { memoryStream, RECORD_BYTES } from './memory-stream.js';

const SHORT = 1000;
const MEDIUM = 100_000;
const LONG = 1_000_000;

/** Runs of a short stream that are as good as one long one. */
const SHORT_RUNS = 100;

const HEAP_SAMPLES = 20;

export type MappingFigures = Awaited<ReturnType<typeof measure>>;

async function measure() {
  await costOf(MEDIUM, 1);
  await costOf(MEDIUM, 100);

  // In turns, so that a slow moment of the machine hits all alike.
  const costs = { oneShard: [] as number[], manyShards: [] as number[], short: [] as number[], long: [] as number[] };
  for (let round = 0; round < 7; round++) {
    costs.oneShard.push(await costOf(MEDIUM, 1));
    costs.manyShards.push(await costOf(MEDIUM, 100));
  }
  for (let round = 0; round < 3; round++) {
    for (let run = 0; run < SHORT_RUNS; run++) costs.short.push(await costOf(SHORT, 1));
    costs.long.push(await costOf(LONG, 1));
  }

  await heapDuring(SHORT);
  return {
    recordBytes: RECORD_BYTES,
    microseconds: {
      oneShard: median(costs.oneShard),
      manyShards: median(costs.manyShards),
      short: median(costs.short),
      long: median(costs.long),
    },
    short: await heapDuring(SHORT),
    long: await heapDuring(LONG),
  };
}

/** What a record costs where the function does nothing, in microseconds. */
async function costOf(records: number, shards: number): Promise<number> {
  const { source } = memoryStream(records, shards);
  let delivered = 0;
  const begun = performance.now();
  await deliverAll(source, ({ Records }) => {
    delivered += Records.length;
  });
  const elapsed = performance.now() - begun;
  expectAll(delivered, records);
  return (elapsed * 1000) / records;
}

/** What is in the heap and in flight at the most, while a function that takes its time leaves room to read ahead. */
async function heapDuring(records: number): Promise<{ heapBytes: number; inFlight: number }> {
  const { source, read } = memoryStream(records, 1);
  const samplesEvery = records / HEAP_SAMPLES;
  const most = { heapBytes: 0, inFlight: 0 };
  let delivered = 0;
  let nextSample = 0;
  await deliverAll(source, async ({ Records }) => {
    await macrotask();
    most.inFlight = Math.max(most.inFlight, read() - delivered);
    if (delivered >= nextSample) {
      nextSample += samplesEvery;
      most.heapBytes = Math.max(most.heapBytes, heapAfterCollection());
    }
    delivered += Records.length;
  });
  expectAll(delivered, records);
  return most;
}

async function deliverAll(
  source: ReturnType<typeof memoryStream>['source'],
  invoke: (event: MappingBatch) => unknown,
): Promise<void> {
  const mapping = new EventSourceMapping({ source, invoke });
  await mapping.start();
  await mapping.done;
}

function heapAfterCollection(): number {
  if (global.gc === undefined) throw new Error('Found no gc function: start this with --expose-gc.');
  global.gc();
  return process.memoryUsage().heapUsed;
}

function expectAll(delivered: number, records: number): void {
  if (delivered !== records) throw new Error(`Found ${delivered} records delivered, expected ${records}.`);
}

if (require.main === module) void measure().then((figures) => console.log(JSON.stringify(figures)));

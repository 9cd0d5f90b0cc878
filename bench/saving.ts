import { bootstrap, type EventSourceConfig, stream } from 'onstream';
import { EventSourceMapping, type MappingBatch } from 'onstream/local';
import { memoryStream } from './memory-stream.js';
import { report } from './report.js';

const RECORDS = 100_000;
const WANTED_EVERY = 100;

/** Lambda's own, and one that is worth it where few records are wanted: without it, every read is an invocation. */
const WINDOWS = [0, 5];

interface Costs {
  readonly invocations: number;
  readonly records: number;
  /** As Lambda bills them: each invocation rounded up. */
  readonly billedMs: number;
}

/** What the derived filters save: 100,000 records of which 1 % are wanted, with them and without. */
export async function benchSaving(): Promise<void> {
  for (const maximumBatchingWindowInSeconds of WINDOWS) {
    const window = `batching window of ${maximumBatchingWindowInSeconds} s`;
    const without = await costsOf({ maximumBatchingWindowInSeconds, filters: 'none' });
    const derived = await costsOf({ maximumBatchingWindowInSeconds, filters: 'derived' });
    const one = (what: keyof Costs) => `${count(derived[what])} instead of ${count(without[what])}`;
    report(
      `100,000 records, 1 % wanted, ${window}: derived filters instead of none`,
      'fewer records',
      `${one('invocations')} invocations, ${one('records')} records, ${one('billedMs')} billed ms`,
      derived.records * WANTED_EVERY === without.records && derived.invocations <= without.invocations,
    );
  }
}

async function costsOf(eventSource: EventSourceConfig): Promise<Costs> {
  let handled = 0;
  const handlers = stream({ table: 'Orders' }).onChange(
    'status',
    { from: 'PAID', to: 'SHIPPED' },
    () => void handled++,
  );
  const handler = bootstrap(handlers, { eventSource });
  const [source] = handler.manifest.sources;
  const filters = source?.filterCriteria.Filters.map(({ Pattern }) => JSON.parse(Pattern)) ?? [];
  const costs = { invocations: 0, records: 0, billedMs: 0 };

  async function invoke(event: MappingBatch): Promise<void> {
    const begun = performance.now();
    await handler(event);
    costs.invocations++;
    costs.records += event.Records.length;
    costs.billedMs += Math.ceil(performance.now() - begun);
  }

  const { maximumBatchingWindowInSeconds = 0 } = eventSource;
  const mapping = new EventSourceMapping({
    source: memoryStream(RECORDS, 1, WANTED_EVERY).source,
    invoke,
    eventSource: { maximumBatchingWindowInSeconds, filters },
  });
  await mapping.start();
  await mapping.done;
  if (handled !== RECORDS / WANTED_EVERY) throw new Error(`Found ${handled} records handled, expected 1 in 100.`);
  return costs;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

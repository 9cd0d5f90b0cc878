import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { MappingFigures } from './mapping-figures.js';
import { report } from './report.js';

/** How much dearer a record of the larger one may be where the cost is flat; the rest is the machine's unrest. */
const FLAT = 1.25;

const MB = 2 ** 20;

export function benchMapping(): void {
  const { recordBytes, microseconds, short, long } = measured();
  const name = `event source mapping, records of ${recordBytes} bytes`;

  const perSecond = 1_000_000 / microseconds.oneShard;
  report(`${name}: no-op function`, '50,000 records/s', `${thousands(perSecond)} records/s`, perSecond >= 50_000);

  const reportFlat = (what: string, dearer: number, cheaper: number) => {
    const ratio = dearer / cheaper;
    const costs = `${cheaper.toFixed(1)} µs, then ${dearer.toFixed(1)} µs a record`;
    report(`${name}: ${what}`, `${FLAT} times the cost`, `${ratio.toFixed(2)} times (${costs})`, ratio <= FLAT);
  };
  reportFlat('1 to 100 shards', microseconds.manyShards, microseconds.oneShard);
  reportFlat('1,000 to 1,000,000 records', microseconds.long, microseconds.short);

  const growth = (long.heapBytes - short.heapBytes) / MB;
  const heaps = `${(short.heapBytes / MB).toFixed(1)} MB, then ${(long.heapBytes / MB).toFixed(1)} MB`;
  report(
    `${name}: heap, 1,000 to 1,000,000 records`,
    '1 MB more',
    `${growth.toFixed(2)} MB more (${heaps})`,
    growth <= 1,
  );
  report(
    `${name}: read and not settled, of 1,000,000, batches of 100`,
    '300 records',
    `${long.inFlight} records`,
    long.inFlight <= 300,
  );
}

function measured(): MappingFigures {
  const program = join(__dirname, 'mapping-figures.ts');
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--disable-warning=DEP0180', '--expose-gc', '--require', 'ts-node/register', program],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`Measuring the event source mapping ended with status ${status}; see above.`);
  return JSON.parse(stdout);
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { ReplayFigures } from './replay-export-figures.js';
import { report } from './report.js';

const MB = 2 ** 20;

/** What the garbage collector has not got to, and what it keeps for later; a million lines are above a gigabyte. */
const FLAT_MB = 4;

export function benchReplayExport(): void {
  const [short, long] = measured();
  if (short === undefined || long === undefined) throw new Error('Nothing was measured.');
  const growth = (long.peakHeapBytes - short.peakHeapBytes) / MB;
  const mb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;
  report(
    `replay of an export, lines of ${long.lineBytes} bytes: memory, 1,000 to 1,000,000 lines`,
    `${FLAT_MB} MB more`,
    `${growth.toFixed(2)} MB more (${mb(short.peakHeapBytes)}, then ${mb(long.peakHeapBytes)}; resident ` +
      `${mb(short.peakRssBytes)}, then ${mb(long.peakRssBytes)}; ${long.microsecondsPerLine.toFixed(1)} µs a line)`,
    growth <= FLAT_MB,
  );
}

function measured(): ReplayFigures[] {
  const program = join(__dirname, 'replay-export-figures.ts');
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--disable-warning=DEP0180', '--expose-gc', '--require', 'ts-node/register', program],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`Measuring the replay of an export ended with status ${status}; see above.`);
  return JSON.parse(stdout);
}

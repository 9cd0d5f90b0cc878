import { cpus, loadavg } from 'node:os';
import { benchBundle, benchLoad } from './bundle.js';
import { benchConcurrency, benchDispatch, benchUnwanted, benchWholeImages, lastResult } from './dispatch.js';
import { benchFilters } from './filters.js';
import { benchMapping } from './mapping.js';
import { benchReplay } from './replay.js';
import { benchReplayExport } from './replay-export.js';
import { printReport } from './report.js';
import { benchSaving } from './saving.js';
import { benchWriteToHandler } from './write-to-handler.js';

async function main(): Promise<void> {
  const [load = Number.NaN] = loadavg();
  console.log(
    `Node.js ${process.version}, ${cpus().length} times ${cpus()[0]?.model}, load of the last minute ${load.toFixed(1)}\n`,
  );
  await benchUnwanted();
  await benchWholeImages();
  await benchDispatch();
  await benchConcurrency();
  benchBundle();
  benchLoad();
  benchMapping();
  await benchFilters();
  await benchSaving();
  await benchWriteToHandler();
  await benchReplay();
  benchReplayExport();
  if (lastResult() === undefined) throw new Error('No handler was called.');
  process.exitCode = printReport() === 0 ? 0 : 1;
}

void main();

import { cpus } from 'node:os';
import { benchBundle, benchLoad } from './bundle.js';
import { benchConcurrency, benchDispatch, benchUnwanted, benchWholeImages, lastResult } from './dispatch.js';
import { printReport } from './report.js';

async function main(): Promise<void> {
  console.log(`Node.js ${process.version}, ${cpus()[0]?.model}\n`);
  await benchUnwanted();
  await benchWholeImages();
  await benchDispatch();
  await benchConcurrency();
  benchBundle();
  benchLoad();
  if (lastResult() === undefined) throw new Error('No handler was called.');
  process.exitCode = printReport() === 0 ? 0 : 1;
}

void main();

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import { report } from './report.js';

const ONSTREAM = `
import { OnChange, bootstrap } from 'onstream';
class OrderHandlers {
  @OnChange('status', { to: 'SHIPPED' })
  async shipped(record) { await fetch('http://127.0.0.1', { method: 'POST', body: record.newImage.email }); }
}
export const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true });`;

const POWERTOOLS = `
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { unmarshall } from '@aws-sdk/util-dynamodb';
const processor = new BatchProcessor(EventType.DynamoDBStreams);
async function shipped(record) {
  const { OldImage, NewImage } = record.dynamodb;
  const order = unmarshall(NewImage);
  if (unmarshall(OldImage).status !== order.status) await fetch('http://127.0.0.1', { method: 'POST', body: order.email });
}
export const handler = (event, context) => processPartialResponse(event, shipped, processor, { context });`;

const REFLECT = `import 'reflect-metadata/lite';`;

/** A handler as TypeScript projects for Lambda build it: compiled to CommonJS or to ES modules, then bundled. */
function bundle(source: string, format: 'cjs' | 'esm', keepNames = false): string {
  const module = format === 'cjs' ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext;
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module, target: ts.ScriptTarget.ES2022, experimentalDecorators: true },
  });
  const { outputFiles } = buildSync({
    stdin: { contents: outputText, loader: 'js', resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format,
    keepNames,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

export function benchBundle(): void {
  for (const format of ['cjs', 'esm'] as const) {
    const size = (source: string) => gzipSync(bundle(source, format), { level: 9 }).length;
    const kb = (source: string) => `${(size(source) / 1000).toFixed(1)} KB`;
    const measured = `${kb(ONSTREAM)} (Powertools ${kb(POWERTOOLS)}, reflect-metadata ${kb(REFLECT)})`;
    report(`bundle of a one-class handler, gzipped, ${format}`, '12.0 KB', measured, size(ONSTREAM) <= 12_000);
  }
}

/** What loading adds to an empty process, measured inside of fresh ones: starting Node.js takes longer than either. */
export function benchLoad(): void {
  const folder = mkdtempSync(join(tmpdir(), 'onstream-bench-'));
  try {
    // With the names kept, as the README says: making `console`, to warn of a name that is lost, takes longer than all else.
    const sources = { empty: '', onstream: bundle(ONSTREAM, 'cjs', true), powertools: bundle(POWERTOOLS, 'cjs', true) };
    const best = {
      empty: Number.POSITIVE_INFINITY,
      onstream: Number.POSITIVE_INFINITY,
      powertools: Number.POSITIVE_INFINITY,
    };
    const names = Object.keys(sources) as (keyof typeof sources)[];
    for (const name of names) writeFileSync(join(folder, `${name}.cjs`), sources[name]);
    const probe = 'const t=performance.now();require(process.argv[1]);console.log(performance.now()-t)';
    for (let round = 0; round < 30; round++) {
      for (const name of names) {
        const { stdout } = spawnSync(process.execPath, ['-e', probe, join(folder, `${name}.cjs`)], {
          encoding: 'utf8',
        });
        best[name] = Math.min(best[name], Number(stdout));
      }
    }
    const added = { onstream: best.onstream - best.empty, powertools: best.powertools - best.empty };
    const ratio = added.onstream / added.powertools;
    const measured = `${ratio.toFixed(2)} times (${added.onstream.toFixed(2)} ms, Powertools ${added.powertools.toFixed(2)} ms)`;
    report('loading that bundle in a fresh process', "1.3 times Powertools'", measured, ratio <= 1.3);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

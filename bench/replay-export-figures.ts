/** Runs in a process of its own, with --expose-gc: how much memory a replay holds, and how long a line takes. */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { planExport, replayExport } from 'onstream/replay';

/** What one export cost. */
export interface ReplayFigures {
  readonly lines: number;
  readonly lineBytes: number;
  readonly fileBytes: number;
  readonly microsecondsPerLine: number;
  /** The most that was in use after a collection, of a hundred looks in the run. */
  readonly peakHeapBytes: number;
  readonly peakRssBytes: number;
}

async function main(): Promise<void> {
  // The first run loads and compiles, which counts for none.
  await measure(1000);
  const figures: ReplayFigures[] = [];
  for (const lines of [1000, 1_000_000]) figures.push(await measure(lines));
  console.log(JSON.stringify(figures));
}

async function measure(lines: number): Promise<ReplayFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'onstream-bench-'));
  try {
    const fileBytes = await writeExport(folder, lines);
    const plan = await planExport({ from: folder });
    let handled = 0;
    let peakHeapBytes = 0;
    let peakRssBytes = 0;
    let paused = 0;
    const look = () => {
      const begun = performance.now();
      globalThis.gc?.();
      const { heapUsed, external, rss } = process.memoryUsage();
      peakHeapBytes = Math.max(peakHeapBytes, heapUsed + external);
      peakRssBytes = Math.max(peakRssBytes, rss);
      paused += performance.now() - begun;
    };
    const target = {
      deliver: async (records: readonly object[]) => {
        handled += records.length;
        if (handled % (lines / 10) === 0) look();
        return { handled: records.length, failures: [] };
      },
      close: async () => undefined,
    };
    const begun = performance.now();
    const summary = await replayExport(plan, target, { run: 'bench' });
    const elapsed = performance.now() - begun - paused;
    if (summary.handled !== lines) throw new Error(`${summary.handled} of ${lines} lines were handled`);
    return {
      lines,
      lineBytes: Buffer.byteLength(lineOf(lines)),
      fileBytes,
      microsecondsPerLine: (elapsed * 1000) / lines,
      peakHeapBytes,
      peakRssBytes,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One file with both images of each item. */
async function writeExport(folder: string, lines: number): Promise<number> {
  const home = join(folder, 'AWSDynamoDB/01');
  mkdirSync(join(folder, 'AWSDynamoDB/data'), { recursive: true });
  mkdirSync(home);
  const dataFileS3Key = 'AWSDynamoDB/data/0.json.gz';
  const path = join(folder, dataFileS3Key);
  await pipeline(Readable.from(chunksOf(lines)), createGzip({ level: 1 }), createWriteStream(path));
  const bytes = readFileSync(path);
  const md5Checksum = createHash('md5').update(bytes).digest('base64');
  writeFileSync(join(home, 'manifest-files.json'), JSON.stringify({ itemCount: lines, md5Checksum, dataFileS3Key }));
  const tableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders';
  const summary = {
    exportArn: `${tableArn}/export/01`,
    tableArn,
    exportFromTime: '2026-01-01T00:00:00Z',
    exportToTime: '2026-01-01T01:00:00Z',
    manifestFilesS3Key: 'AWSDynamoDB/01/manifest-files.json',
    itemCount: lines,
    outputFormat: 'DYNAMODB_JSON',
    outputView: 'NEW_AND_OLD_IMAGES',
    exportType: 'INCREMENTAL_EXPORT',
  };
  writeFileSync(join(home, 'manifest-summary.json'), JSON.stringify(summary));
  return bytes.length;
}

function* chunksOf(lines: number): Generator<string> {
  for (let n = 0; n < lines; n += 1000) yield Array.from({ length: 1000 }, (_, i) => `${lineOf(n + i)}\n`).join('');
}

function lineOf(n: number): string {
  const image = (status: string) => ({
    pk: { S: `ORDER#${n}` },
    sk: { S: 'ORDER' },
    status: { S: status },
    total: { N: `${n}.99` },
    note: { S: `${n} `.repeat(20) },
    address: { M: { street: { S: 'Main Street 1' }, city: { S: 'Springfield' } } },
    lines: { L: [{ M: { sku: { S: `SKU-${n}` }, qty: { N: '2' } } }] },
  });
  const { pk, sk } = image('');
  return JSON.stringify({
    Metadata: { WriteTimestampMicros: { N: `${1_767_225_600_000_000 + n}` } },
    Keys: { pk, sk },
    OldImage: image('PAID'),
    NewImage: image('SHIPPED'),
  });
}

void main();

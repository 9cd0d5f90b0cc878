import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders';

/** The lines of one data file, or its bytes as they are. */
export type Data = readonly (object | string)[] | Buffer;

export interface ExportOptions {
  readonly id?: string;
  readonly prefix?: string;
  readonly type?: 'full' | 'incremental';
  /** The moment of a full export, or the beginning of the hour of an incremental one. */
  readonly from?: string;
  readonly summary?: object;
  /** Changes the lines of manifest-files.json. */
  readonly change?: (line: Record<string, unknown>, index: number) => object;
}

/** The objects of an export, by their keys in the bucket, laid out as in DynamoDB's guide ("DynamoDB table export output format"). */
export function exportOf(files: readonly Data[], options: ExportOptions = {}): Map<string, Buffer> {
  const {
    id = '01693685827463-2d8752fd',
    prefix = 'orders/',
    type = 'full',
    from = '2026-01-01T00:00:00.000Z',
  } = options;
  const folder = `${prefix}AWSDynamoDB/${id}`;
  const dataFolder = type === 'full' ? `${folder}/data` : `${prefix}AWSDynamoDB/data`;
  const objects = new Map<string, Buffer>([[`${folder}/_started`, Buffer.alloc(0)]]);
  let items = 0;
  const lines = files.map((data, index) => {
    const bytes = Buffer.isBuffer(data) ? data : gzipSync(data.map((line) => `${textOf(line)}\n`).join(''));
    const itemCount = Buffer.isBuffer(data) ? 0 : data.length;
    const dataFileS3Key = `${dataFolder}/${id}-file${index}.json.gz`;
    const hash = createHash('md5').update(bytes).digest();
    const md5Checksum = hash.toString('base64');
    objects.set(dataFileS3Key, bytes);
    const line = { itemCount, md5Checksum, etag: `${hash.toString('hex')}-1`, dataFileS3Key };
    const changed = options.change?.(line, index) ?? line;
    items += Number(Object(changed).itemCount);
    return JSON.stringify(changed);
  });
  put(objects, `${folder}/manifest-files`, `${lines.join('\n')}\n`);
  const exported = Date.parse(from);
  const manifest = {
    version: type === 'full' ? '2020-06-30' : '2023-08-01',
    exportArn: `${TABLE_ARN}/export/${id}`,
    startTime: from,
    endTime: from,
    tableArn: TABLE_ARN,
    tableId: '12345a12-abcd-123a-ab12-1234abc12345',
    ...(type === 'full'
      ? { exportTime: from }
      : { exportFromTime: from, exportToTime: new Date(exported + 3_600_000).toISOString() }),
    s3Bucket: 'exports',
    s3Prefix: prefix.replace(/\/$/, ''),
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${folder}/manifest-files.json`,
    billedSizeBytes: 0,
    itemCount: items,
    outputFormat: 'DYNAMODB_JSON',
    ...(type === 'incremental' && { outputView: 'NEW_AND_OLD_IMAGES', exportType: 'INCREMENTAL_EXPORT' }),
    ...options.summary,
  };
  put(objects, `${folder}/manifest-summary`, JSON.stringify(manifest));
  return objects;
}

/** The line of a full export. */
export function item(pk: string, more: object = {}): object {
  return { Item: { pk: { S: pk }, ...more } };
}

/** The line of an incremental export. */
export function change(pk: string, seconds: number, images: { old?: object; new?: object } = {}): object {
  const keys = { pk: { S: pk } };
  return {
    Metadata: { WriteTimestampMicros: { N: String(Date.parse('2026-01-01T00:00:00Z') * 1000 + seconds * 1e6) } },
    Keys: keys,
    ...(images.old && { OldImage: { ...keys, ...images.old } }),
    ...(images.new && { NewImage: { ...keys, ...images.new } }),
  };
}

/** A copy of exports in a folder of this machine. */
export class ExportFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'onstream-spec-export-'));

  constructor(...exports: readonly ReadonlyMap<string, Buffer>[]) {
    for (const objects of exports) for (const [key, bytes] of objects) this.save(key, bytes);
  }

  save(key: string, bytes: Buffer | string): this {
    mkdirSync(dirname(join(this.path, key)), { recursive: true });
    writeFileSync(join(this.path, key), bytes);
    return this;
  }

  remove(key = ''): void {
    rmSync(join(this.path, key), { recursive: true });
  }
}

function put(objects: Map<string, Buffer>, name: string, text: string): void {
  objects.set(`${name}.json`, Buffer.from(text));
  objects.set(`${name}.checksum`, Buffer.from(createHash('md5').update(text).digest('base64')));
}

function textOf(line: object | string): string {
  return typeof line === 'string' ? line : JSON.stringify(line);
}

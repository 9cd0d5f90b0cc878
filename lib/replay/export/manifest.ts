import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigurationError, found, isObject } from '../../errors.js';
import { baseOf, type ExportStore, folderAround, folderOf } from './store.js';

/** One export of a table, as its manifests describe it. */
export interface TableExport {
  readonly exportArn: string;
  readonly tableArn: string;
  readonly type: 'full' | 'incremental';
  /** Milliseconds since the epoch: the moment of a full export, or the first one of an incremental export's window. */
  readonly from: number;
  /** The end of the window, which is not in it; the same moment for a full export. */
  readonly to: number;
  /** Whether an incremental export left out the old images. */
  readonly newImagesOnly: boolean;
  readonly itemCount: number;
  readonly files: readonly DataFile[];
}

/** A file of an export's data: gzip, with an item a line. */
export interface DataFile {
  /** In the store. */
  readonly name: string;
  readonly itemCount: number;
  /** The MD5 of its bytes in base64; `undefined` where the manifest has none. */
  readonly md5Checksum: string | undefined;
}

/** What DynamoDB calls the manifest that it writes last, when an export has completed. */
export const SUMMARY = 'manifest-summary.json';

/**
 * Reads the manifests of an export.
 *
 * @throws ConfigurationError where a manifest is missing, is not what DynamoDB wrote, is of a format that cannot be read, or
 * lists a file that is missing
 */
export async function readManifests(
  store: ExportStore,
  summaryName: string,
  names: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<TableExport> {
  const folder = folderOf(summaryName);
  const where = store.locate(summaryName);
  const summary = parseObject(await readVerified(store, summaryName, names, signal), where);
  const text = (field: string) => textOf(summary[field], `${where}: ${field}`);
  const outputFormat = text('outputFormat');
  if (outputFormat !== 'DYNAMODB_JSON')
    throw new ConfigurationError(
      `${where}: found the outputFormat ${found(outputFormat)}, expected DYNAMODB_JSON: export the table again in that format`,
    );
  const itemCount = countOf(summary.itemCount, `${where}: itemCount`);

  const filesKey = text('manifestFilesS3Key');
  const filesName = folder + baseOf(filesKey);
  const nameOf = (key: string) => nameIn(folder, key, filesKey, store.locate(filesName));
  const lines = (await readVerified(store, filesName, names, signal)).split('\n').filter((line) => line.trim() !== '');
  const files = lines.map((line, index) => readFileLine(line, `${store.locate(filesName)}:${index + 1}`, nameOf));
  await checkPresent(files, store, names, store.locate(filesName), signal);

  const listed = files.reduce((sum, file) => sum + file.itemCount, 0);
  if (listed !== itemCount)
    throw new ConfigurationError(
      `${where}: found an itemCount of ${itemCount}, expected ${listed}, which the files of ` +
        `${store.locate(filesName)} add up to: copy both manifests from the bucket again`,
    );
  const type = summary.exportType === 'INCREMENTAL_EXPORT' ? 'incremental' : 'full';
  const time = (field: string) => timeOf(summary[field], `${where}: ${field}`);
  return {
    exportArn: text('exportArn'),
    tableArn: text('tableArn'),
    type,
    from: time(type === 'full' ? 'exportTime' : 'exportFromTime'),
    to: time(type === 'full' ? 'exportTime' : 'exportToTime'),
    // The API's text calls it NEW_IMAGES, and its clients NEW_IMAGE.
    newImagesOnly: type === 'incremental' && /^NEW_IMAGES?$/.test(String(summary.outputView)),
    itemCount,
    files,
  };
}

function readFileLine(line: string, where: string, nameOf: (key: string) => string): DataFile {
  const { dataFileS3Key, itemCount, md5Checksum } = parseObject(line, where);
  return {
    name: nameOf(textOf(dataFileS3Key, `${where}: dataFileS3Key`)),
    itemCount: countOf(itemCount, `${where}: itemCount`),
    md5Checksum: typeof md5Checksum === 'string' ? md5Checksum : undefined,
  };
}

/**
 * The name of a data file: in the folder of its export, or beside it, where those of incremental exports lie. The keys in a
 * manifest are those of the bucket that was exported to; a copy of it keeps what comes after the prefix.
 */
function nameIn(folder: string, key: string, filesKey: string, where: string): string {
  const exportFolder = folderOf(withoutPrefix(filesKey));
  const place = withoutPrefix(key);
  // DynamoDB lays nothing out like that; in a copy it would lead out of the folder.
  const isPlain = !place.split('/').includes('..');
  if (isPlain && place.startsWith(exportFolder)) return folder + place.slice(exportFolder.length);
  const [around, aroundExport] = [folderAround(folder), folderAround(exportFolder)];
  if (isPlain && around !== undefined && aroundExport !== undefined && place.startsWith(aroundExport))
    return around + place.slice(aroundExport.length);
  throw new ConfigurationError(`${where}: found the data file ${key}, expected one in the export or beside it`);
}

function withoutPrefix(key: string): string {
  return key.slice(Math.max(key.lastIndexOf('AWSDynamoDB/'), 0));
}

async function checkPresent(
  files: readonly DataFile[],
  store: ExportStore,
  names: ReadonlySet<string>,
  where: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const elsewhere = new Set(files.filter(({ name }) => !names.has(name)).map(({ name }) => folderOf(name)));
  const lists = await Promise.all(Array.from(elsewhere, (folder) => store.list(folder, signal)));
  const missing = files.filter(({ name }) => ![names, ...lists].some((list) => list.has(name)));
  const [first] = missing;
  if (first === undefined) return;
  const others = missing.length > 1 ? `, and ${missing.length - 1} more of ${files.length} files` : '';
  throw new ConfigurationError(
    `${where} lists ${store.locate(first.name)}, which is not there${others}: copy the whole export, with its data folder`,
  );
}

/** A manifest's text, once it agrees with the checksum that lies beside it. */
async function readVerified(
  store: ExportStore,
  name: string,
  names: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const bytes = await read(store, name, signal);
  const base = name.replace(/\.json$/, '');
  const checksumName = [`${base}.checksum`, `${base}.md5`].find((candidate) => names.has(candidate));
  if (checksumName !== undefined) {
    const told = (await read(store, checksumName, signal)).toString('utf8').trim();
    const digest = createHash('md5').update(bytes);
    // In the two forms that checksums are written in; what is neither of them is none.
    const actual = /^[\da-f]{32}$/i.test(told) ? digest.digest('hex') : digest.digest('base64');
    if (/^([\da-f]{32}|[\w+/]{22}==)$/i.test(told) && actual.toLowerCase() !== told.toLowerCase())
      throw new ConfigurationError(
        `${store.locate(name)}: found the MD5 ${actual}, expected ${told} as ${store.locate(checksumName)} says: the ` +
          'manifest was changed, or is not whole; copy it from the bucket again',
      );
  }
  return bytes.toString('utf8');
}

async function read(store: ExportStore, name: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const { path, done } = await store.fetch(name, signal);
  try {
    return await readFile(path);
  } catch (error) {
    throw new ConfigurationError(
      `${store.locate(name)} cannot be read: ${error instanceof Error ? error.message : error}. Copy the whole export.`,
      { cause: error },
    );
  } finally {
    await done();
  }
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`${where}: found no JSON (${error instanceof Error ? error.message : error})`);
  }
  if (!isObject(value)) throw new ConfigurationError(`${where}: found ${found(value)}, expected an object`);
  return value;
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigurationError(`${where}: found ${found(value)}, expected text, as DynamoDB writes it`);
}

function countOf(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ConfigurationError(`${where}: found ${found(value)}, expected a number of items`);
}

function timeOf(value: unknown, where: string): number {
  const time = Date.parse(String(value));
  if (!Number.isNaN(time)) return time;
  throw new ConfigurationError(`${where}: found ${found(value)}, expected a time`);
}

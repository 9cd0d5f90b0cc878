import { basename, dirname, relative, resolve } from 'node:path';
import { counted } from '../../counted.js';
import { linesOf } from '../../terminal/line.js';
import type { BuiltFunction } from './build-function.js';

/** More would bury what matters. */
const ROWS = 8;

/** What was built, in lines for a terminal. */
export function describeBuild(built: BuiltFunction, entry: string): string[] {
  const { bytes, gzipBytes, zipBytes, manifest } = built;
  const files = [
    [here(built.file), `${size(bytes)}, ${size(gzipBytes)} gzipped`],
    [here(built.map), 'its source map'],
    [here(built.zip), `${size(zipBytes)}, to be uploaded with the handler ${built.handler}`],
    [here(built.manifestFile), tables(manifest.sources.map(({ table }) => table))],
  ] as const;
  const last = notes(built, entry);
  return [...table(files), '', ...contentLines(built), ...(last.length === 0 ? [] : ['', ...last])];
}

function contentLines({ contents, bytes }: BuiltFunction): string[] {
  const shown = contents.length > ROWS ? contents.slice(0, ROWS - 1) : contents;
  const others = contents.slice(shown.length);
  const rest = { name: `${others.length} others`, bytes: others.reduce((sum, one) => sum + one.bytes, 0) };
  return table(
    [...shown, ...(others.length > 0 ? [rest] : [])].map((one) => {
      return [one.name, `${size(one.bytes).padStart(9)}  ${((one.bytes / bytes) * 100).toFixed(1).padStart(5)} %`];
    }),
  );
}

function notes(built: BuiltFunction, entry: string): string[] {
  const { bootstraps, leftToRuntime, manifest, warnings } = built;
  const files = [built.file, built.map, built.zip, built.manifestFile];
  const classes = [...new Set(manifest.routes.map(({ id }) => id.slice(0, id.lastIndexOf('.'))))];
  const widened = manifest.sources.flatMap((source) => source.widened).length;
  return [
    ...(dirname(built.file) === dirname(resolve(entry))
      ? [`note: written beside the sources: ${files.map((file) => basename(file)).join(', ')}`]
      : []),
    ...(bootstraps
      ? [
          `note: index.mjs bootstraps ${classes.join(', ')} with the defaults, so that a failure fails its whole batch.`,
          `      To choose: export const handler = bootstrap(${list(classes)}, { reportBatchItemFailures: true })`,
        ]
      : []),
    ...(leftToRuntime.length > 0
      ? [`note: left to the Lambda runtime, unless --bundle-sdk is given: ${leftToRuntime.join(', ')}`]
      : []),
    ...(widened > 0
      ? [`note: the filters leave ${counted(widened, 'thing')} to the handlers: see onstream synth`]
      : []),
    ...warnings.flatMap((warning) => linesOf(`warning: ${warning}`)),
  ];
}

function list(names: readonly string[]): string {
  return names.length === 1 ? `${names[0]}` : `[${names.join(', ')}]`;
}

function tables(names: readonly (string | undefined)[]): string {
  return `what the decorators say of ${names.map((name) => name ?? 'every table').join(', ')}`;
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}

function here(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith('..') ? path : way;
}

/** In KB of 1,000 bytes, as bundlers tell it. */
function size(bytes: number): string {
  return bytes < 1000
    ? `${bytes} B`
    : bytes < 1e6
      ? `${(bytes / 1000).toFixed(1)} KB`
      : `${(bytes / 1e6).toFixed(1)} MB`;
}

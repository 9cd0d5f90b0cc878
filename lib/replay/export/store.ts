/**
 * Where the objects of an export lie: a folder, or a bucket under a prefix. Names are whole, as the store knows them, with
 * slashes: keys of a bucket, or absolute paths. They are no paths to be normalized: `a//b` and `a/../b` are keys like others.
 */
export interface ExportStore {
  /** What the names in it begin with. */
  readonly root: string;
  /** The names of all files that begin with a folder's name, which ends with a slash or is empty. */
  list(folder: string, signal?: AbortSignal): Promise<ReadonlySet<string>>;
  /** A file on this machine with the same bytes; `done` gives up what was made to have it. */
  fetch(name: string, signal?: AbortSignal): Promise<LocalFile>;
  /** A name as messages have it: a path, or an `s3://` URL. */
  locate(name: string): string;
  close(): void;
}

export interface LocalFile {
  readonly path: string;
  done(): Promise<void>;
}

/** The folder that a name is in, with the slash at its end; empty where there is none. */
export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

/** The folder around a folder; `undefined` where there is none. */
export function folderAround(folder: string): string | undefined {
  return folder === '' ? undefined : folderOf(folder.slice(0, -1));
}

/** The name without its folder. */
export function baseOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

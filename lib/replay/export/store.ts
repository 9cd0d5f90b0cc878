/**
 * Where the objects of an export lie: a folder, or a bucket under a prefix. Names are relative to it, with slashes; the
 * data of incremental exports lies beside the folder of the export, so that a name may begin with `../`.
 */
export interface ExportStore {
  /** The names of all files in a folder, and in those inside it. */
  list(folder: string): Promise<ReadonlySet<string>>;
  /** A file on this machine with the same bytes; `done` gives up what was made to have it. */
  fetch(name: string): Promise<LocalFile>;
  /** A name as messages have it: a path, or an `s3://` URL. */
  locate(name: string): string;
  close(): void;
}

export interface LocalFile {
  readonly path: string;
  done(): Promise<void>;
}

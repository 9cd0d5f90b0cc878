import {
  appendFileSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { appendLine } from '../../files/append-line.js';
import { waitForAppendLock } from '../../files/append-lock.js';
import { syncFolder } from '../../files/private-file.js';
import { type FailureEntry, NOTE } from './failure-source.js';
import { NotesFile } from './notes-file.js';
import { DONE_MARK, type LinePlace, scanLines } from './scan-lines.js';

/** What the name of a file ends with from which version 0.1.0 was taking lines when it crashed. */
export const TAKEN = '.taken';

const COPY_BYTES = 1024 * 1024;

/**
 * A file of lines, to which another process may append at any time. A line that is done with is appended to another file
 * and marked where it is, with one byte; the lines that are left move to a new file at the end. So a run costs what the
 * file is long, and a crash at any time leaves a file whose lines are all there: at most one is done and not marked.
 */
export class LinesFile {
  readonly #handle: number;
  readonly #notes: NotesFile;
  #isMarked = false;

  /**
   * @param file where the lines are, with all links followed
   * @param done the file that gets what is done
   * @param name how messages call the file
   */
  constructor(
    readonly file: string,
    private readonly done: string,
    private readonly name: string,
    private readonly isReadOnly: boolean,
  ) {
    this.#handle = openSync(file, isReadOnly ? 'r' : 'r+');
    this.#notes = new NotesFile(file + NOTE);
  }

  entries(): FailureEntry[] {
    const lines = [...scanLines(this.#handle, 0, fstatSync(this.#handle).size)];
    const open = lines.filter(({ isDone }) => !isDone);
    // A run that was killed has left its marks.
    this.#isMarked = open.length < lines.length;
    return open.map((place) => this.#entryOf(place));
  }

  /** Removes from the file what is marked, unless nothing is, and lets go of it. */
  async close(): Promise<void> {
    try {
      if (this.#isMarked && !this.isReadOnly) await this.#removeMarked();
    } finally {
      this.#notes.close();
      closeSync(this.#handle);
    }
  }

  #entryOf(place: LinePlace): FailureEntry {
    return {
      name: `${this.name}:${place.number}`,
      read: async () => this.#read(place),
      done: async () => {
        mkdirSync(dirname(this.done), { recursive: true, mode: 0o700 });
        this.#checkSame();
        appendLine(this.done, this.#read(place));
        writeSync(this.#handle, Buffer.of(DONE_MARK), 0, 1, place.start);
        this.#isMarked = true;
        this.#notes.begin();
      },
      failed: async (note) => this.#notes.add(note),
    };
  }

  #read({ start, length }: LinePlace): string {
    const bytes = Buffer.alloc(length);
    const read = readSync(this.#handle, bytes, 0, length, start);
    return bytes.toString('utf8', 0, read);
  }

  /** An editor puts a new file in place of the old one, in which a mark would say nothing. */
  #checkSame(): void {
    const now = statSync(this.file, { throwIfNoEntry: false });
    if (now?.ino !== fstatSync(this.#handle).ino) throw new Error('the file was replaced while it was redriven');
  }

  async #removeMarked(): Promise<void> {
    this.#checkSame();
    const { mode } = fstatSync(this.#handle);
    const rest = join(dirname(this.file), `.${basename(this.file)}.rest`);
    rmSync(rest, { force: true });
    const to = openSync(rest, 'wx', 0o600);
    try {
      fchmodSync(to, mode & 0o777);
      const before = copyRest(this.#handle, to, 0);
      // What comes from now on waits, but for those who append without the lock.
      const lock = await waitForAppendLock(this.file);
      try {
        const end = copyRest(this.#handle, to, before, fstatSync(this.#handle).size);
        fsyncSync(to);
        if (fstatSync(to).size > 0) renameSync(rest, this.file);
        else rmSync(this.file);
        this.#keepLate(end, mode & 0o777);
      } finally {
        lock?.release();
      }
    } finally {
      closeSync(to);
      rmSync(rest, { force: true });
    }
    await syncFolder(dirname(this.file));
  }

  /** What was appended without the lock, by one who had opened the file before it was replaced. */
  #keepLate(from: number, mode: number): void {
    const length = fstatSync(this.#handle).size - from;
    if (length <= 0) return;
    const late = Buffer.alloc(length);
    readSync(this.#handle, late, 0, length, from);
    appendFileSync(this.file, late, { mode });
  }
}

/**
 * Copies the lines that are left from a place on: to the end, or without one, of the whole lines. Gives the place where
 * the next ones begin.
 */
function copyRest(from: number, to: number, start: number, end?: number): number {
  const size = end ?? fstatSync(from).size;
  let next = start;
  for (const { start: at, length, isDone } of scanLines(from, start, size)) {
    if (isDone) continue;
    const isWhole = at + length < size;
    if (!isWhole && end === undefined) return at;
    copyBytes(from, to, at, isWhole ? length + 1 : length);
    next = at + length + (isWhole ? 1 : 0);
  }
  return end ?? next;
}

function copyBytes(from: number, to: number, start: number, length: number): void {
  const chunk = Buffer.alloc(Math.min(length, COPY_BYTES));
  for (let copied = 0; copied < length; ) {
    const bytes = readSync(from, chunk, 0, Math.min(chunk.length, length - copied), start + copied);
    if (bytes === 0) return;
    for (let written = 0; written < bytes; ) written += writeSync(to, chunk, written, bytes - written);
    copied += bytes;
  }
}

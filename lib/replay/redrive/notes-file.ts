import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { FailureNote } from './failure-source.js';

const END = '\n]\n';

/**
 * The notes on the lines of a file: a JSON array in a file of their own, whole after each note. A note costs what it is
 * long, however many there are. The notes of an earlier run go when the first one comes, or the first line is done.
 */
export class NotesFile {
  #handle: number | undefined;
  #end = 0;
  #isBegun = false;

  constructor(readonly path: string) {}

  /** Removes the notes of an earlier run. */
  begin(): void {
    if (this.#isBegun) return;
    rmSync(this.path, { force: true });
    this.#isBegun = true;
  }

  add(note: FailureNote): void {
    this.begin();
    this.#handle ??= openSync(this.path, 'wx', 0o600);
    const text = `${this.#end === 0 ? '[\n' : ',\n'}${JSON.stringify(note, null, 2)}`;
    writeSync(this.#handle, text + END, this.#end);
    this.#end += Buffer.byteLength(text);
  }

  close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

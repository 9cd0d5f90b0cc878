import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FailureEntry, type FailureNote, NOTE, noteText } from './failure-source.js';

/** What the name of a file ends with while lines are taken out of it; one that a crash left is read as well. */
export const TAKEN = '.taken';

/** The lines of a file; each is taken out of it, and appended to the file `done`, on its own. */
export function linesOf(file: string, done: string): FailureEntry[] {
  const notes = new Map<string, FailureNote>();

  /** The notes of all lines are in one file, since the lines have no names. */
  function keepNotes(): void {
    if (notes.size === 0) rmSync(file + NOTE, { force: true });
    else writeFileSync(file + NOTE, noteText([...notes.values()]));
  }

  return [...readLines(file + TAKEN), ...readLines(file)].map((line, position) => ({
    name: `${file}:${position + 1}`,
    read: async () => line,
    async done() {
      mkdirSync(dirname(done), { recursive: true });
      appendFileSync(done, `${line}\n`);
      takeLine(file, line);
      keepNotes();
    },
    async failed(note) {
      notes.set(line, note);
      keepNotes();
    },
  }));
}

/**
 * Takes a line out of a file to which another process may append at any time: the rest goes back to its end, to what has
 * come meanwhile.
 */
function takeLine(file: string, line: string): void {
  const taken = file + TAKEN;
  if (existsSync(taken)) putBack(file, readLines(taken));
  if (existsSync(file)) renameSync(file, taken);
  const lines = readLines(taken);
  const position = lines.indexOf(line);
  putBack(file, position < 0 ? lines : lines.toSpliced(position, 1));
  rmSync(taken, { force: true });
}

function putBack(file: string, lines: readonly string[]): void {
  if (lines.length > 0) appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

function readLines(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

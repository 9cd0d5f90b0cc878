import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { pid } from 'node:process';

/** Writes a file at once, and leaves it alone where it has this text: another program may be about to read it. */
export function write(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const unfinished = `${file}.${pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}

import type { Message } from 'esbuild';

/** An error or a warning of esbuild as editors and terminals link it, with the line it is about. */
export function describeMessage({ text, location }: Message): string {
  if (location === null) return text;
  const { file, line, column, lineText, length } = location;
  // A tab as one space, so that the marks are below what they mark.
  const marks = `${' '.repeat(column)}${'^'.repeat(Math.max(length, 1))}`;
  return `${file}:${line}:${column + 1}: ${text}\n  ${lineText.replaceAll('\t', ' ')}\n  ${marks}`;
}

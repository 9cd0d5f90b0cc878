import { visible } from '../../terminal/visible.js';

const WIDTH = 100;

/**
 * Breaks a comment into lines that an editor shows without scrolling. Names of tables and of handlers may hold anything:
 * a control character in them would make the template invalid, and reach a terminal that shows it.
 */
export function wrap(text: string): string[] {
  const lines = [''];
  for (const part of text.split(/\s+/)) {
    const word = visible(part);
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

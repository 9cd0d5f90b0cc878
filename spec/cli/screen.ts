const ESCAPE = '\u001b';

/** A sequence that moves the cursor, erases or colours; or one character. */
const PARTS = new RegExp(`${ESCAPE}(?:\\[([?\\d;]*)([A-Za-z])|[78])|.`, 'gsu');

/** What of a program's output is on a terminal in the end, line by line, without colours. As much of one as is used. */
export function screenOf(output: string): string[] {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  let saved = [0, 0];
  for (const [text, parameter = '', command] of output.matchAll(PARTS)) {
    const line = lines[row] ?? '';
    if (command === 'G') column = Number(parameter || 1) - 1;
    else if (command === 'K' && parameter !== '2') lines[row] = line.slice(0, column);
    else if (command === 'J') lines.splice(row, lines.length, line.slice(0, column));
    else if (text === `${ESCAPE}7`) saved = [row, column];
    else if (text === `${ESCAPE}8`) [row = 0, column = 0] = saved;
    else if (text === '\r') column = 0;
    else if (text === '\n') row++;
    else if (text.length === 1) {
      lines[row] = line.padEnd(column).slice(0, column) + text + line.slice(column + 1);
      column++;
    }
    lines[row] ??= '';
  }
  return lines;
}

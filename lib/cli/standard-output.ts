import { Console } from 'node:console';
import { syncBuiltinESMExports } from 'node:module';
import { toJsonAlways } from '../terminal/json.js';
import { type Line, renderLine } from '../terminal/line.js';

// The one place of the program that writes. Every text for people goes through `Line`s, which are escaped here.

const { stdout, stderr } = process;

/** Prints lines for people: each argument is one line, whatever it holds. `linesOf` makes several of one text. */
export function printLines(...lines: readonly Line[]): void {
  stdout.write(rendered(lines, printsColours()));
}

/** Prints lines that are not the result of the command: warnings, and why it failed. */
export function printErrors(...lines: readonly Line[]): void {
  stderr.write(rendered(lines, false));
}

/** Prints a value as JSON, on one line or indented. */
export function printJson(value: unknown, indent?: number): void {
  stdout.write(`${toJsonAlways(value, indent)}\n`);
}

/** Prints a text in a format that has escapes of its own, such as a template or a graph, as it is. */
export function printDocument(text: string): void {
  stdout.write(text);
}

/** Calls back when everything that was printed is written. */
export function whenPrinted(written: () => void): void {
  stdout.write('', written);
}

function rendered(lines: readonly Line[], inColour: boolean): string {
  return lines.map((line) => `${renderLine(line, inColour)}\n`).join('');
}

/** Whether what is printed may be in colour. */
function printsColours(): boolean {
  return stdout.isTTY && stdout.hasColors() && !process.env.NO_COLOR;
}

/** Keeps the standard output for what is printed: whatever the user's modules write goes to the standard error. */
export function keepStandardOutput(): void {
  // Loggers such as pino ask it for its file descriptor, and write there by themselves.
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true, enumerable: true });
  // For who imports it from node:process.
  syncBuiltinESMExports();
  globalThis.console = new Console(process.stderr, process.stderr);
}

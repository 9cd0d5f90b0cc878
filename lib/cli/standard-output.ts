import { Console } from 'node:console';
import { syncBuiltinESMExports } from 'node:module';

const { stdout } = process;

/** Prints what the program was asked for. */
export function print(text: string, written?: () => void): void {
  stdout.write(text, written);
}

/** Whether what is printed may be in colour. */
export function printsColours(): boolean {
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

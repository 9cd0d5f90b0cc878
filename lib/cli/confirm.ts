import { createInterface } from 'node:readline/promises';
import { ConfigurationError } from '../errors.js';

/** In place of an answer. No line has it in it. */
const END = '\n';

/**
 * Asks on the terminal before something is written. `false` where the answer is not yes, or Ctrl-C, or Ctrl-D.
 *
 * @throws ConfigurationError where there is no terminal to ask on, or JSON is written there
 */
export async function confirm(question: string, signal: AbortSignal, asJson: boolean): Promise<boolean> {
  if (asJson) throw new ConfigurationError('Nothing was done: it needs --yes, since --json asks nothing.');
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new ConfigurationError('Nothing was done: it needs --yes, or a terminal to confirm it on.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  // Ctrl-D ends the input, and leaves the question open, and the line.
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve(END)));
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }).catch(() => ''), closed]);
    if (answer === END) process.stdout.write('\n');
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

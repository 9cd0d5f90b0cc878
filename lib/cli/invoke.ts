import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { ConfigurationError, unexpected } from '../errors.js';
import { invokeOnce } from '../local/dev/invoke-once.js';
import type { Command } from './main.js';

const OPTIONS = { event: { type: 'string' }, timeout: { type: 'string' }, json: { type: 'boolean' } } as const;

export const invokeCommand: Command = {
  summary: 'hand one event to a handler',
  help: `Usage: onstream invoke <file> [--event event.json] [options]

Hands an event to the handler that <file> (TypeScript or JavaScript) exports, and prints what became of it. Without
--event, or with --event -, the event is read from standard input. Exits with 1 where a record was not handled.

  --event <file>       the event, as Lambda gets it
  --timeout <seconds>  the function's timeout (default: 30)
  --json               print the outcome as JSON
`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const [file, ...others] = positionals;
    if (file === undefined || others.length > 0) throw new ConfigurationError(invokeCommand.help);
    const timeout = Number(values.timeout ?? 30);
    if (!(timeout > 0)) throw unexpected('--timeout', values.timeout, 'seconds above 0');
    const event = parse(await readEvent(values.event), values.event ?? 'standard input');
    const { text: outcome, isHandled } = await invokeOnce(file, event, timeout * 1000, values.json ?? false);
    process.stdout.write(outcome);
    return isHandled ? 0 : 1;
  },
};

async function readEvent(file = '-'): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ConfigurationError(`${where}: found no JSON (${error instanceof Error ? error.message : error})`);
  }
}

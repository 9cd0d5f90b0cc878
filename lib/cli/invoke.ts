import { buffer } from 'node:stream/consumers';
import { ConfigurationError } from '../errors.js';
import { decodeText } from '../loading/decode-text.js';
import { checkInstalled } from '../loading/optional-package.js';
import { checkSourceFile, readOption } from '../loading/source-file.js';
import { invokeOnce } from '../local/dev/invoke-once.js';
import { CREDENTIALS_NOTE, hasCredentials, removeCredentials } from '../local/dev/local-environment.js';
import type { Command } from './command.js';
import { setHandlersConsole } from './handlers-console.js';
import { parseOptions } from './parse-options.js';
import { printErrors, printJson, printLines } from './standard-output.js';
import { numberOf, onlyFile } from './usage-error.js';

const OPTIONS = {
  event: { type: 'string' },
  timeout: { type: 'string' },
  'real-credentials': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

export const invokeCommand: Command = {
  summary: 'hand one event to a handler',
  help: `Usage: onstream invoke <file> [options]

Hands an event to the handler that <file> (TypeScript or JavaScript) exports, and prints what became of it. Without
--event, or with --event -, the event is read from standard input. Exits with 1 where a record was not handled.

  --event <file>       the event, as Lambda gets it
  --timeout <seconds>  the function's timeout (default: 30)
  --real-credentials   let handlers use the AWS credentials of this environment (default: they get none that work, so
                       that they change nothing that is deployed)
  --json               print the outcome as JSON

Needs: npm install --save-dev esbuild
`,
  async run(args) {
    const { values, positionals } = parseOptions(args, OPTIONS, 'invoke');
    const file = onlyFile(positionals, 'invoke', invokeCommand.help);
    const timeoutMs = (numberOf(values.timeout, '--timeout') ?? 30) * 1000;
    await checkSourceFile(file);
    checkInstalled('onstream invoke', ['esbuild']);
    const event = parse(await readEvent(values.event), values.event ?? 'standard input');
    setHandlersConsole(true);
    if (!values['real-credentials']) {
      if (hasCredentials(process.env)) printErrors(CREDENTIALS_NOTE);
      removeCredentials(process.env);
    }
    const { lines, data, isHandled } = await invokeOnce(file, event, timeoutMs);
    if (values.json) printJson(data);
    // There may be more than a call takes arguments.
    else for (const line of lines) printLines(line);
    return isHandled ? 0 : 1;
  },
};

async function readEvent(file = '-'): Promise<string> {
  if (file !== '-') return readOption(file, '--event');
  if (process.stdin.isTTY) printErrors('Reading the event from standard input; Ctrl-D ends it.');
  return decodeText(await buffer(process.stdin));
}

function parse(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ConfigurationError(`${where}: found no JSON (${error instanceof Error ? error.message : error})`);
  }
}

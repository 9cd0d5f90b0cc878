#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigurationError, InvalidEventError } from '../errors.js';
import { watchBusyLoop } from '../loading/busy-loop.js';
import { endProgram, guardProgram, STRAY_EXIT } from '../loading/guarded-exit.js';
import { ownFrames } from '../loading/own-frames.js';
import { DevError } from '../local/dev/dev-error.js';
import { nearest } from '../nearest.js';
import { linesOf } from '../terminal/line.js';
import { visible } from '../terminal/visible.js';
import type { Command } from './command.js';
import { printErrors, printLines, whenPrinted } from './standard-output.js';
import { UsageError } from './usage-error.js';

/** Each is loaded when it is asked for: all of them together take a tenth of a second. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['dev', async () => (await import('./dev.js')).devCommand],
  ['invoke', async () => (await import('./invoke.js')).invokeCommand],
  ['build', async () => (await import('./build.js')).buildCommand],
  ['synth', async () => (await import('./synth.js')).synthCommand],
  ['graph', async () => (await import('./graph.js')).graphCommand],
  ['doctor', async () => (await import('./doctor.js')).doctorCommand],
  ['replay', async () => (await import('./replay.js')).replayCommand],
  ['redrive', async () => (await import('./redrive.js')).redriveCommand],
]);

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--version' || name === '-v') {
    printLines(version());
    return 0;
  }
  if (name === 'help' && args.length > 0) return main([...args, '--help']);
  const command = await COMMANDS.get(name ?? '')?.();
  if (command === undefined) {
    const isHelp = name === undefined || name === 'help' || name === '--help' || name === '-h';
    if (isHelp) printLines(...(await usage()));
    else printErrors(unknownCommand(name), '', ...(await usage()));
    return isHelp ? 0 : 2;
  }
  const asksHelp = args.includes('--help') || args.includes('-h');
  const isUnknown = command.helpOf !== undefined && /^[^-]/.test(args[0] ?? '') && command.helpOf(args) === undefined;
  if (asksHelp && !isUnknown) {
    printLines(...linesOf(command.helpOf?.(args) ?? command.help));
    return 0;
  }
  watchBusyLoop();
  guardProgram((error) => printErrors(`${STRAY_EXIT}:`, ...linesOf(ownFrames(error.stack ?? error.message))));
  try {
    return await command.run(args);
  } catch (error) {
    const [subcommand] = args;
    return report(error, command.helpOf?.(args) === undefined ? `${name}` : `${name} ${subcommand}`, args);
  }
}

function unknownCommand(name: string): string {
  const meant = nearest(name, [...COMMANDS.keys(), 'help']);
  return `onstream has no command "${name}".${meant === undefined ? '' : ` Did you mean onstream ${meant}?`}`;
}

/** Prints why the command failed, and gives the exit code. What the developer can put right needs no stack. */
function report(error: unknown, command: string, args: readonly string[]): number {
  if (isParseError(error)) {
    printErrors(...messageLines(error.message, args), '', `All options: onstream ${command} --help`);
    return 2;
  }
  const needsNoStack =
    error instanceof ConfigurationError || error instanceof InvalidEventError || error instanceof DevError;
  const text = error instanceof Error ? (needsNoStack ? error.message : (error.stack ?? error.message)) : String(error);
  printErrors(...messageLines(text, args));
  if (error instanceof Error && /@Table: found undefined,/.test(error.message))
    printErrors(
      "The module is loaded with the environment of this command: set the variable that the table's name comes from, " +
        `as in ORDERS_TABLE=Orders onstream ${command} …`,
    );
  return error instanceof UsageError ? 2 : 1;
}

/** The lines of a message. An argument that it repeats, such as the name of a file, begins no line of its own. */
function messageLines(message: string, args: readonly string[]): string[] {
  // Or a part of it, such as what stands behind an equals sign.
  const breaks = args.flatMap((arg) => arg.match(/[^\r\n]{0,4}[\r\n]+[^\r\n]{0,4}/g) ?? []);
  return linesOf(breaks.reduce((text, part) => text.replaceAll(part, visible(part)), message));
}

function isParseError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code));
}

/** That of the package which this file is published in. */
function version(): string {
  const file = join(dirname(realpathSync(process.argv[1] ?? '')), '../../../package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

async function usage(): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, load] of COMMANDS) lines.push(`  onstream ${name.padEnd(8)} ${(await load()).summary}`);
  return ['Usage:', ...lines, '', 'More about a command: onstream <command> --help', 'The version: onstream --version'];
}

// The AWS SDK would announce on each start which versions of Node.js it will need next year.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Whoever read the output has seen enough, as in: onstream dev handler.ts | head
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => endProgram(1));

// Streams and timers of what failed may still be open; what was written must be out, though.
main(process.argv.slice(2)).then((code) => whenPrinted(() => endProgram(code)));

import { nearest } from '../nearest.js';
import type { Command } from './command.js';
import { replayExportCommand } from './replay-export.js';
import { replayRunCommand } from './replay-run.js';
import { replayTouchCommand } from './replay-touch.js';
import { UsageError } from './usage-error.js';

const SUBCOMMANDS: ReadonlyMap<string, Command> = new Map([
  ['touch', replayTouchCommand],
  ['run', replayRunCommand],
  ['export', replayExportCommand],
]);

const names = Array.from(SUBCOMMANDS, ([name, { summary }]) => `  onstream replay ${name.padEnd(6)} ${summary}`);

export const replayCommand: Command = {
  summary: 'run again, on purpose, what handlers missed',
  help: `Usage:\n${names.join('\n')}\n\nMore about one: onstream replay <name> --help

Needs: npm install --save-dev @aws-sdk/client-dynamodb esbuild (and others, as the help of each says)
`,
  async run([name, ...args]) {
    const command = SUBCOMMANDS.get(name ?? '');
    if (command) return command.run(args);
    const problem = name === undefined ? 'found no subcommand' : `found "${name}"`;
    const meant = nearest(name ?? '', SUBCOMMANDS.keys());
    throw new UsageError(
      `onstream replay: ${problem}, expected ${[...SUBCOMMANDS.keys()].join(' or ')}.` +
        `${meant === undefined ? '' : ` Did you mean onstream replay ${meant}?`}\n\n${replayCommand.help}`,
    );
  },
  helpOf: (args) => SUBCOMMANDS.get(args[0] ?? '')?.help,
};

import type { Command } from './command.js';
export const replayRunCommand: Command = { summary: 'hand items to the handlers', help: '', run: async () => 1 };

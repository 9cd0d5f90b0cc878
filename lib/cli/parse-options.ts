import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../nearest.js';
import { UsageError } from './usage-error.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What `parseArgs` gives for these options. */
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>>;

/**
 * Parses the arguments of a command.
 *
 * @throws UsageError for an option that the command does not have, with the one that is most like it
 */
export function parseOptions<const T extends Options>(args: string[], options: T, command: string): Parsed<T> {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens)
    if (token.kind === 'option' && !Object.hasOwn(options, token.name))
      throw unknownOption(token.rawName, [...Object.keys(options), 'help'], command);
  return parseArgs({ args, options, allowPositionals: true });
}

function unknownOption(option: string, names: readonly string[], command: string): UsageError {
  const meant = nearest(option.replace(/^-+/, ''), names);
  const suggestion = meant === undefined ? '' : ` Did you mean --${meant}?`;
  return new UsageError(
    `onstream ${command} has no option ${option}.${suggestion}\n\nAll options: onstream ${command} --help`,
  );
}

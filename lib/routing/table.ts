import { unexpected } from '../errors.js';

/** Which tables a class hears. */
export interface TableName {
  /** As the manifest has it: a name, or a regular expression between slashes; `undefined` for every table. */
  readonly text: string | undefined;
  readonly matches: (table: string | undefined) => boolean;
}

/** The tables that `@Table` names; every one if it names none. @throws ConfigurationError */
export function compileTable(declared: unknown, where: string): TableName {
  const name: unknown = typeof declared === 'function' ? declared() : declared;
  if (name === undefined && typeof declared !== 'function') return { text: undefined, matches: () => true };
  // `search` neither reads nor moves a global expression's `lastIndex`.
  if (name instanceof RegExp)
    return { text: String(name), matches: (table) => table !== undefined && table.search(name) !== -1 };
  if (typeof name === 'string' && name !== '') return { text: name, matches: (table) => table === name };
  throw unexpected(`${where}: @Table`, name, 'a table name, a regular expression, or a function that returns a name');
}

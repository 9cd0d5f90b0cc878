import { unexpected } from '../errors.js';

/** The tables that a class hears: one by name, those that an expression matches, or all. */
export type TableName = string | RegExp | undefined;

/** What `@Table` names. @throws ConfigurationError */
export function tableName(declared: unknown, where: string): TableName {
  const name: unknown = typeof declared === 'function' ? declared() : declared;
  // An ARN would hear nothing. What the CDK gives for a name that is not known yet has other characters too.
  if (name instanceof RegExp || (typeof name === 'string' && /^[^:/]+$/.test(name))) return name;
  throw unexpected(`${where}: @Table`, name, 'a table name or a RegExp');
}

export function namesTable(name: TableName, table = ''): boolean {
  // `search` neither reads nor moves a global expression's `lastIndex`.
  return name instanceof RegExp ? table.search(name) >= 0 : name === undefined || name === table;
}

import { ConfigurationError, unexpected } from '../errors.js';
import { ignoreRejection, isThenable } from '../promises.js';
import { messageOf } from '../thrown.js';

/** The tables that a class hears: one by name, those that an expression matches, or all. */
export type TableName = string | RegExp | undefined;

/** What `@Table` names. @throws ConfigurationError */
export function tableName(declared: unknown, where: string): TableName {
  const name = nameOf(declared, where);
  // An ARN would hear nothing. What the CDK gives for a name that is not known yet has other characters too.
  if (name instanceof RegExp || (typeof name === 'string' && /^[^:/]+$/.test(name))) return name;
  throw unexpected(`${where}: @Table`, name, 'a table name or a RegExp');
}

/** The name, or what the function gives for it. */
function nameOf(declared: unknown, where: string): unknown {
  if (typeof declared !== 'function') return declared;
  try {
    const name: unknown = declared();
    if (isThenable(name)) ignoreRejection(name);
    return name;
  } catch (cause) {
    throw new ConfigurationError(`${where}: the function of @Table failed: ${messageOf(cause)}`, { cause });
  }
}

export function namesTable(name: TableName, table = ''): boolean {
  // `search` neither reads nor moves a global expression's `lastIndex`.
  return name instanceof RegExp ? table.search(name) >= 0 : name === undefined || name === table;
}

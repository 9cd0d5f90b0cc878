import { Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { ConfigurationError } from '../errors.js';
import { hears, sourceOf } from '../event-source/heard-table.js';
import type { Source } from '../event-source/sources.js';
import { isSameName } from './same-name.js';
import type { StreamFunctionProps } from './stream-function-props.js';
import { isTable, type TableOrStream } from './table-or-stream.js';

/** A stream that the handlers hear: where it is, and what they need of it. */
export interface HeardStream {
  /** Its key among the tables. */
  readonly name: string;
  readonly stream: TableOrStream;
  readonly source: Source;
}

/**
 * Finds the stream of each table that the handlers hear.
 *
 * @throws ConfigurationError where there is none, or one that nobody hears
 */
export function heardStreams(
  sources: readonly Source[],
  { entry, tables, environment = {} }: StreamFunctionProps,
  scope: IConstruct,
): HeardStream[] {
  const given = Object.entries(tables);
  const heard = given.flatMap(([name, stream]): HeardStream[] => {
    const source = sources.find(isOf(name, stream, scope)) ?? sourceOf(name, sources);
    return source ? [{ name, stream, source }] : [];
  });
  const unheard = given.filter(([name]) => heard.every((each) => each.name !== name));
  const missing = sources.filter((one) => !heard.some(({ name, source }) => source === one || hears(one.table, name)));
  if (unheard.length === 0 && missing.length === 0) return heard;

  const list = (some: readonly Source[]) => some.map(({ table }) => describe(table, environment)).join(', ');
  const found = [
    unheard.length > 0 && `${unheard.map(([name]) => name).join(', ')}, which no handler hears`,
    missing.length > 0 && `nothing for ${list(missing)}`,
  ];
  throw new ConfigurationError(
    `${scope.node.path}: tables: found ${found.filter(Boolean).join(', and ')}; ` +
      `expected ${list(sources)}, which the handlers of ${entry} hear`,
  );
}

function isOf(name: string, stream: TableOrStream, scope: IConstruct): (source: Source) => boolean {
  return ({ table }) =>
    table !== undefined && (table === name || (isTable(stream) && isSameName(table, stream.tableName, scope)));
}

/** A name as the handlers say it: a reference to a table came from an environment variable, and would tell nobody much. */
function describe(table: string | undefined, environment: Readonly<Record<string, string>>): string {
  if (table === undefined) return 'a table, by any name';
  const variable = Object.keys(environment).find((name) => environment[name] === table);
  return variable !== undefined && Token.isUnresolved(table)
    ? `the table of process.env.${variable} ([table.tableName])`
    : table;
}

import { CfnGlobalTable, CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Stack, Token } from 'aws-cdk-lib/core';
import { isObject } from '../errors.js';
import { hears, isExpression } from '../event-source/heard-table.js';
import type { Source } from '../event-source/sources.js';
import { carries } from '../event-source/view-type.js';
import type { HeardStream } from './heard-streams.js';
import { isTable, type TableOrStream } from './table-or-stream.js';

/**
 * What would keep records from the handlers, as far as it can be known before deployment: for CDK's validation, when
 * everybody has said all that they have to say of a table.
 */
export function problemsOf({ name, stream, source }: HeardStream): string[] {
  // A Kinesis data stream has all images, and its records name their table.
  if (!isTable(stream)) return [];
  const definition = definitionOf(stream);
  const problems = definition
    ? [viewTypeProblem(source, definition.StreamSpecification), nameProblem(name, source, definition.TableName)]
    : // Of an imported table nothing is known but its name, if that.
      [Token.isUnresolved(stream.tableName) ? undefined : nameProblem(name, source, stream.tableName)];
  return problems.filter((problem) => problem !== undefined).map((problem) => `tables.${name}: ${problem}`);
}

/** What the template is going to say of a table; `undefined` where another one does. */
function definitionOf(table: TableOrStream): Readonly<Record<string, unknown>> | undefined {
  const resource = table.node.defaultChild;
  if (!(resource instanceof CfnTable || resource instanceof CfnGlobalTable)) return undefined;
  const { tableName: TableName, streamSpecification: StreamSpecification } = resource;
  return Stack.of(table).resolve({ TableName, StreamSpecification });
}

function viewTypeProblem({ viewType: needed }: Source, specification: unknown): string | undefined {
  const found = isObject(specification) ? (specification.streamViewType ?? specification.StreamViewType) : undefined;
  if (found !== undefined && typeof found !== 'string') return undefined;
  if (found !== undefined && carries(found, needed)) return undefined;
  return `found ${found === undefined ? 'no stream' : `a stream with ${found}`}, expected one with ${needed}`;
}

/** Handlers hear a table by its name, so a wrong one would be silence. */
function nameProblem(key: string, { table: declared }: Source, name: unknown): string | undefined {
  // Handlers that take the name from the environment hear whatever is there.
  if (declared === undefined || Token.isUnresolved(declared)) return undefined;
  const isHeard = typeof name === 'string' ? hears(declared, name) : name !== undefined || isExpression(declared);
  if (isHeard) return undefined;
  const found = name === undefined ? 'a table whose name CloudFormation makes up' : `a table with the name ${name}`;
  const variable = `${key.replace(/\W+/g, '_').toUpperCase()}_TABLE`;
  return (
    `found ${found}, expected ${declared}, for the handlers hear no other. Set tableName, or let the handlers take the ` +
    `name from the environment: @Table(() => process.env.${variable} ?? '${key}') with environment: { ${variable}: table.tableName }`
  );
}

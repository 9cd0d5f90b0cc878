import { CfnGlobalTable, CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Stack, Token } from 'aws-cdk-lib/core';
import { isObject } from '../errors.js';
import { hears, isExpression } from '../event-source/heard-table.js';
import type { Source } from '../event-source/sources.js';
import { carries } from '../event-source/view-type.js';
import type { HeardStream } from './heard-streams.js';
import { isTable, type TableConstruct } from './table-or-stream.js';

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
    : // Of an imported table nothing is known but its name and its stream's, if that.
      [
        Token.isUnresolved(stream.tableName) ? undefined : nameProblem(name, source, stream.tableName),
        arnProblem(source, stream.tableStreamArn),
      ];
  return problems.filter((problem) => problem !== undefined).map((problem) => `tables.${name}: ${problem}`);
}

/** What may keep records from the handlers, though nobody can know it before deployment. */
export function doubtsOf({ name, stream, source: { table: declared } }: HeardStream): string[] {
  if (declared === undefined || !isExpression(declared) || !isTable(stream)) return [];
  const definition = definitionOf(stream);
  if (definition === undefined || definition.TableName !== undefined) return [];
  return [
    `tables.${name}: found a table whose name CloudFormation makes up, and the handlers hear ${declared} alone: where ` +
      `the name does not match, they skip every record. Set tableName, or ${fromEnvironment(name)}`,
  ];
}

/** What the template is going to say of a table; `undefined` where another one does. */
function definitionOf(table: TableConstruct): Readonly<Record<string, unknown>> | undefined {
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
  // A made-up name may match an expression, or not: that is a doubt.
  if (isHeard) return undefined;
  const found = name === undefined ? 'a table whose name CloudFormation makes up' : `a table with the name ${name}`;
  return (
    `found ${found}, expected ${declared}, for the handlers hear no other. Set tableName, or ` +
    fromEnvironment(Token.isUnresolved(key) ? 'Orders' : key)
  );
}

function fromEnvironment(key: string): string {
  const variable = `${key.replace(/\W+/g, '_').toUpperCase()}_TABLE`;
  return (
    'let the handlers take the name from the environment: ' +
    `@Table(() => process.env.${variable} ?? '${key}') with environment: { ${variable}: table.tableName }`
  );
}

/** An imported table's stream may be that of another table. Region and account may be known at deployment only. */
function arnProblem({ table: declared }: Source, arn = ''): string | undefined {
  const [, name, rest] = /:table\/([\w.-]+)(\/stream\/.+)?$/s.exec(arn) ?? [];
  if (name === undefined) return undefined;
  if (rest === undefined)
    return (
      'found the ARN of a table as tableStreamArn, expected that of its stream. It is what this prints: ' +
      `aws dynamodb describe-table --table-name ${name} --query Table.LatestStreamArn`
    );
  if (declared === undefined || Token.isUnresolved(declared) || hears(declared, name)) return undefined;
  return `found the stream of the table ${name}, expected one of ${declared}: the handlers would skip all its records`;
}

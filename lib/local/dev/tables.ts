import type { CreateTableCommandInput, StreamViewType, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { ConfigurationError, found, isObject } from '../../errors.js';
import { isExpression } from '../../event-source/heard-table.js';
import type { Manifest } from '../../manifest.js';

/** What `CreateTable` takes, and which attribute says when an item expires. */
export type TableDefinition = CreateTableCommandInput & {
  TableName: string;
  TimeToLiveSpecification?: TimeToLiveSpecification;
};

const STREAM = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;

/** Tables from a JSON file: one `CreateTable` input, or an array of them. @throws ConfigurationError */
export function tablesFromJson(text: string, file: string): TableDefinition[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(`${file}: found no JSON (${error instanceof Error ? error.message : error})`);
  }
  const tables = [parsed].flat();
  if (tables.length > 0) return tables.map((table, index) => tableFrom(table, `${file}[${index}]`));
  throw new ConfigurationError(`${file}: found no table, expected what CreateTable takes, or an array of that`);
}

/** A table with a stream, and without what only costs time on this machine. */
export function tableFrom(definition: unknown, where: string): TableDefinition {
  const name = isObject(definition) ? definition.TableName : undefined;
  if (
    !isObject(definition) ||
    typeof name !== 'string' ||
    ![definition.KeySchema, definition.AttributeDefinitions].every(Array.isArray)
  ) {
    throw new ConfigurationError(
      `${where}: found ${found(definition)}, expected what CreateTable takes: TableName, AttributeDefinitions, KeySchema`,
    );
  }
  const { StreamSpecification } = definition;
  const viewType = isObject(StreamSpecification) ? StreamSpecification.StreamViewType : undefined;
  return {
    ...(definition as unknown as TableDefinition),
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: isViewType(viewType) ? { ...STREAM, StreamViewType: viewType } : STREAM,
  };
}

/** A name that only a deployment knows is none. */
function isViewType(value: unknown): value is StreamViewType {
  return typeof value === 'string';
}

/** The tables that decorators name, each with the key that single tables mostly have. Expressions name none. */
export function tablesFromManifest(manifest: Manifest | undefined): TableDefinition[] {
  const names = new Set(
    (manifest?.routes ?? []).flatMap(({ table }) => (table && !isExpression(table) ? [table] : [])),
  );
  return Array.from(names, (name) => ({
    TableName: name,
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: STREAM,
  }));
}

import { ConfigurationError, isObject } from '../../../errors.js';
import { type TableDefinition, tableFrom } from '../tables.js';
import { fieldsOf, type ParsedTemplate, type Resource } from './parsed-template.js';
import { isTable, type TemplateValues, UnknownValueError } from './template-values.js';

/** What CreateTable takes of an index. Tables are made without provisioned throughput here, and so are their indexes. */
const INDEX_PROPERTIES = ['IndexName', 'KeySchema', 'Projection'];

/**
 * The tables of a SAM or CloudFormation template, global tables and SAM's simple ones among them. A table without a name
 * is called by its logical id.
 *
 * @throws ConfigurationError where there is none, or where a table needs what only a deployment knows
 */
export function tablesOfTemplate({ file, resources }: ParsedTemplate, values: TemplateValues): TableDefinition[] {
  const all = resources.filter(isTable);
  const tables = all
    .filter((resource) => known(file, resource, 'Condition', () => values.isThere(resource)))
    .map((resource) => {
      const name = known(file, resource, 'TableName', () => values.tableName(resource));
      const where = `${file}: ${resource.logicalId}`;
      if (resource.type === 'AWS::Serverless::SimpleTable')
        return simpleTable(
          name,
          known(file, resource, 'PrimaryKey', () => values.resolve(resource.properties.PrimaryKey)),
        );
      return table(
        name,
        (property) => known(file, resource, property, () => values.resolve(resource.properties[property])),
        where,
      );
    });
  if (tables.length > 0) return tables;
  throw new ConfigurationError(
    `${file}: found no AWS::DynamoDB::Table in Resources${all.length > 0 ? ' whose condition holds' : ''}, expected at least one`,
  );
}

/** CloudFormation's properties are those of `CreateTable`, but for the view type without its switch. */
function table(name: string, read: (property: string) => unknown, where: string): TableDefinition {
  const [globalIndexes, localIndexes, timeToLive] = [
    read('GlobalSecondaryIndexes'),
    read('LocalSecondaryIndexes'),
    read('TimeToLiveSpecification'),
  ];
  return tableFrom(
    {
      TableName: name,
      AttributeDefinitions: read('AttributeDefinitions'),
      KeySchema: read('KeySchema'),
      ...(Array.isArray(globalIndexes) && { GlobalSecondaryIndexes: globalIndexes.map(index) }),
      ...(Array.isArray(localIndexes) && { LocalSecondaryIndexes: localIndexes.map(index) }),
      StreamSpecification: read('StreamSpecification'),
      ...(timeToLive !== undefined && { TimeToLiveSpecification: timeToLive }),
    },
    where,
  );
}

/** SAM's short form: a table with a partition key and nothing else. */
function simpleTable(name: string, key: unknown): TableDefinition {
  const { Name = 'id', Type = 'String' } = fieldsOf(key);
  const definition = {
    TableName: name,
    AttributeDefinitions: [{ AttributeName: Name, AttributeType: String(Type).charAt(0) }],
    KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
  };
  return tableFrom(definition, name);
}

function index(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]: [string, unknown]) => INDEX_PROPERTIES.includes(name)),
  );
}

function known<T>(file: string, { logicalId }: Resource, property: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    throw new ConfigurationError(`${file}: ${logicalId}: ${property}: ${error.message}`);
  }
}

import { ConfigurationError, isObject } from '../../errors.js';
import { readTemplate } from '../../loading/template.js';
import { type TableDefinition, tableFrom } from './tables.js';

/**
 * The `AWS::DynamoDB::Table` and `AWS::Serverless::SimpleTable` resources of a SAM or CloudFormation template, in YAML
 * or JSON. A name that only a deployment knows (`!Sub`, `!Ref` without a default) is replaced by the logical id.
 *
 * @throws ConfigurationError where the text is no template, or has no table.
 */
export async function tablesFromTemplate(text: string, file: string): Promise<TableDefinition[]> {
  const template = await readTemplate(text, file);
  const parameters = isObject(template) && isObject(template.Parameters) ? template.Parameters : {};
  const resources = isObject(template) && isObject(template.Resources) ? Object.entries(template.Resources) : [];
  const tables = resources.flatMap(([logicalId, resource]) => {
    if (!isObject(resource)) return [];
    const properties = isObject(resource.Properties) ? resource.Properties : {};
    const name = nameOf(properties.TableName, parameters) ?? logicalId;
    if (resource.Type === 'AWS::Serverless::SimpleTable') return [simpleTable(name, properties)];
    return resource.Type === 'AWS::DynamoDB::Table' ? [table(name, properties, `${file}: ${logicalId}`)] : [];
  });
  if (tables.length > 0) return tables;
  throw new ConfigurationError(`${file}: found no AWS::DynamoDB::Table in Resources, expected at least one`);
}

/** A name written out, or the default of the parameter that it refers to. */
function nameOf(name: unknown, parameters: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof name === 'string') return name;
  const parameter = isObject(name) && typeof name.Ref === 'string' ? parameters[name.Ref] : undefined;
  return isObject(parameter) && typeof parameter.Default === 'string' ? parameter.Default : undefined;
}

/** CloudFormation's properties are those of `CreateTable`, but for the view type without its switch. */
function table(name: string, properties: Readonly<Record<string, unknown>>, where: string): TableDefinition {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes, StreamSpecification } =
    properties;
  const indexes = Array.isArray(GlobalSecondaryIndexes) ? GlobalSecondaryIndexes.map(onDemand) : undefined;
  return tableFrom(
    {
      TableName: name,
      AttributeDefinitions,
      KeySchema,
      ...(indexes && { GlobalSecondaryIndexes: indexes }),
      ...(LocalSecondaryIndexes ? { LocalSecondaryIndexes } : {}),
      StreamSpecification,
    },
    where,
  );
}

/** SAM's short form: a table with a partition key and nothing else. */
function simpleTable(name: string, { PrimaryKey }: Readonly<Record<string, unknown>>): TableDefinition {
  const { Name = 'id', Type = 'String' } = isObject(PrimaryKey) ? PrimaryKey : {};
  const definition = {
    TableName: name,
    AttributeDefinitions: [{ AttributeName: Name, AttributeType: String(Type).charAt(0) }],
    KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
  };
  return tableFrom(definition, name);
}

/** Tables are made without provisioned throughput here, and so are their indexes. */
function onDemand(index: unknown): unknown {
  return isObject(index)
    ? Object.fromEntries(Object.entries(index).filter(([name]) => name !== 'ProvisionedThroughput'))
    : index;
}

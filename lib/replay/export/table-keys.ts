import { ConfigurationError } from '../../errors.js';
import { tellAwsError } from '../../loading/aws-error.js';
import { clientLocation } from '../../loading/client-location.js';
import { load } from '../../loading/optional-package.js';
import type { BucketOptions } from './bucket-store.js';

/** The part of the `DynamoDB` of `@aws-sdk/client-dynamodb` that is used: nothing that writes. */
interface TableReader {
  describeTable(input: { TableName: string }): Promise<{
    readonly Table?: { readonly KeySchema?: readonly { readonly AttributeName?: string }[] };
  }>;
  destroy(): void;
}

/**
 * The names of the attributes that are a table's key, from the table itself.
 *
 * @throws ConfigurationError where it does not answer, or is gone: they can be told with `--keys` then
 */
export async function keysOfTable(tableArn: string, { region, endpoint }: BucketOptions): Promise<readonly string[]> {
  const [, , , regionOfArn, , path = ''] = tableArn.split(':');
  const client = await connect(clientLocation({ region: regionOfArn || region, endpoint }));
  try {
    // By its ARN, since another account may have a table of this name; stand-ins of AWS know names alone.
    const TableName = endpoint === undefined ? tableArn : path.replace(/^table\//, '');
    const { Table } = await client.describeTable({ TableName });
    const names = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
    if (names.length > 0) return names;
    throw new ConfigurationError(`${TableName} has no key, as it seems`);
  } catch (error) {
    const told = tellAwsError(error, {
      notFound: `${tableArn} is not there`,
      permissions: 'dynamodb:DescribeTable',
      endpoint,
    });
    if (!(told instanceof ConfigurationError)) throw told;
    throw new ConfigurationError(
      'A full export does not tell which attributes are the key of the table: give them with --keys, such as --keys pk,sk. ' +
        `Asking the table failed: ${told.message}`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
async function connect(config: object): Promise<TableReader> {
  const name: string = '@aws-sdk/client-dynamodb';
  const { DynamoDB } = await load<{ DynamoDB: new (config: object) => TableReader }>(
    name,
    () => import(name),
    'onstream replay',
  );
  return new DynamoDB(config);
}

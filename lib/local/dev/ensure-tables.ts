import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../../errors.js';
import { loadDynamoDB } from '../sdk.js';
import type { TableDefinition } from './tables.js';

/**
 * Creates the tables that are missing, and gives their names. Tables that are there stay as they are.
 *
 * @throws ConfigurationError with DynamoDB's own words where it refuses a definition
 */
export async function ensureTables(
  tables: readonly TableDefinition[],
  config: DynamoDBClientConfig,
): Promise<string[]> {
  const { DynamoDB, ResourceInUseException, waitUntilTableExists } = await loadDynamoDB();
  const client = new DynamoDB(config);
  const created: string[] = [];
  try {
    for (const table of tables) {
      try {
        await client.createTable(table);
        await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table.TableName });
        created.push(table.TableName);
      } catch (error) {
        if (!(error instanceof ResourceInUseException)) throw refusal(table, error);
      }
    }
  } finally {
    client.destroy();
  }
  return created;
}

function refusal({ TableName }: TableDefinition, error: unknown): unknown {
  if (!(error instanceof Error && '$fault' in error && error.$fault === 'client')) return error;
  return new ConfigurationError(`The table ${TableName} cannot be created: ${error.message}`, { cause: error });
}

import type { DynamoDBClientConfig, TimeToLiveSpecification } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../../errors.js';
import { loadDynamoDB } from '../sdk.js';
import type { TableDefinition } from './tables.js';

/**
 * Creates the tables that are missing, with expiry where they have it, and gives their names. Tables that are there stay as they are.
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
        const { TimeToLiveSpecification: timeToLive, ...definition } = table;
        await client.createTable(definition);
        await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName: table.TableName });
        if (isOn(timeToLive))
          await client.updateTimeToLive({
            TableName: table.TableName,
            TimeToLiveSpecification: { ...timeToLive, Enabled: true },
          });
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

/** In JSON and YAML, a switch may be text. */
function isOn(timeToLive: TimeToLiveSpecification | undefined): timeToLive is TimeToLiveSpecification {
  return String(timeToLive?.Enabled) === 'true';
}

function refusal({ TableName }: TableDefinition, error: unknown): unknown {
  if (!(error instanceof Error && '$fault' in error && error.$fault === 'client')) return error;
  return new ConfigurationError(`The table ${TableName} cannot be created: ${error.message}`, { cause: error });
}

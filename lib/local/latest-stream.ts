import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from '../errors.js';
import { loadDynamoDB } from './sdk.js';

/**
 * The ARN of the stream that a table writes to now; a table keeps the streams that were turned off for a day.
 *
 * @throws ConfigurationError where there is no such table, or its stream is off.
 */
export async function latestStreamArn(table: string, config: DynamoDBClientConfig): Promise<string> {
  const { DynamoDB, ResourceNotFoundException } = await loadDynamoDB();
  const client = new DynamoDB(config);
  try {
    const { Table } = await client.describeTable({ TableName: table });
    if (Table?.StreamSpecification?.StreamEnabled && Table.LatestStreamArn !== undefined) return Table.LatestStreamArn;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new ConfigurationError(`There is no table ${table} here. Create it before its stream is followed.`);
  } finally {
    client.destroy();
  }
  throw new ConfigurationError(
    `The table ${table} has no stream. Turn it on with StreamSpecification: ` +
      "{ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }.",
  );
}

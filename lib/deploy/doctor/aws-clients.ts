import { load } from '../../loading/optional-package.js';
import type { DeployedFunction, DeployedMapping, DeployedStream, DeployedTable } from './deployed.js';

/** The part of the `Lambda` of `@aws-sdk/client-lambda` that is used: nothing that writes. */
export interface LambdaReader {
  getFunctionConfiguration(input: { FunctionName: string }): Promise<DeployedFunction>;
  listEventSourceMappings(input: {
    FunctionName: string;
    Marker?: string;
  }): Promise<{ EventSourceMappings?: DeployedMapping[]; NextMarker?: string }>;
  getEventSourceMapping(input: { UUID: string }): Promise<DeployedMapping>;
  destroy(): void;
}

/** The part of the `DynamoDB` of `@aws-sdk/client-dynamodb` that is used. */
export interface TableReader {
  describeTable(input: { TableName: string }): Promise<{ Table?: DeployedTable }>;
  destroy(): void;
}

/** The part of the `DynamoDBStreams` of `@aws-sdk/client-dynamodb-streams` that is used. */
export interface StreamReader {
  describeStream(input: { StreamArn: string; Limit: number }): Promise<{ StreamDescription?: DeployedStream }>;
  destroy(): void;
}

export async function connectLambda(config: object): Promise<LambdaReader> {
  const { Lambda } = await importClient<{ Lambda: new (config: object) => LambdaReader }>('@aws-sdk/client-lambda');
  return new Lambda(config);
}

export async function connectDynamoDB(config: object): Promise<TableReader> {
  const { DynamoDB } = await importClient<{ DynamoDB: new (config: object) => TableReader }>(
    '@aws-sdk/client-dynamodb',
  );
  return new DynamoDB(config);
}

export async function connectStreams(config: object): Promise<StreamReader> {
  const { DynamoDBStreams } = await importClient<{ DynamoDBStreams: new (config: object) => StreamReader }>(
    '@aws-sdk/client-dynamodb-streams',
  );
  return new DynamoDBStreams(config);
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
function importClient<T>(name: string): Promise<T> {
  return load(name, () => import(name), 'onstream doctor');
}

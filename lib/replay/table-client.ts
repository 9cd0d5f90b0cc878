import { isOnThisMachine, STAND_IN } from '../loading/client-location.js';
import { load } from '../loading/optional-package.js';
import type { AttributeMap } from '../records/wire.js';

/** What a selection says in DynamoDB's own expressions. */
export interface Expressions {
  readonly FilterExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: AttributeMap | undefined;
  readonly ProjectionExpression?: string | undefined;
}

/** The input of a Scan or of a Query. */
export interface ReadInput extends Expressions {
  readonly TableName: string;
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly ExclusiveStartKey?: AttributeMap | undefined;
  readonly Limit?: number | undefined;
  readonly Segment?: number | undefined;
  readonly TotalSegments?: number | undefined;
  readonly KeyConditionExpression?: string | undefined;
}

export interface ReadOutput {
  readonly Items?: AttributeMap[] | undefined;
  readonly ScannedCount?: number | undefined;
  readonly LastEvaluatedKey?: AttributeMap | undefined;
}

export interface UpdateInput {
  readonly TableName: string;
  readonly Key: AttributeMap;
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: AttributeMap;
  readonly ReturnConsumedCapacity: 'TOTAL';
  readonly ReturnValuesOnConditionCheckFailure: 'ALL_OLD';
}

interface GetMany {
  readonly Keys: AttributeMap[] | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
}

interface KeyElement {
  readonly AttributeName: string | undefined;
  readonly KeyType: string | undefined;
}

interface IndexDescription {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: KeyElement[] | undefined;
  readonly Projection?: { readonly ProjectionType?: string | undefined } | undefined;
}

/** What DescribeTable gives, as far as it is used. */
export interface TableDescription {
  readonly TableArn?: string | undefined;
  readonly TableId?: string | undefined;
  readonly CreationDateTime?: Date | undefined;
  readonly ItemCount?: number | undefined;
  readonly KeySchema?: KeyElement[] | undefined;
  readonly AttributeDefinitions?:
    | { readonly AttributeName: string | undefined; readonly AttributeType: string | undefined }[]
    | undefined;
  readonly GlobalSecondaryIndexes?: IndexDescription[] | undefined;
  readonly LocalSecondaryIndexes?: IndexDescription[] | undefined;
  readonly StreamSpecification?:
    | { readonly StreamEnabled: boolean | undefined; readonly StreamViewType?: string | undefined }
    | undefined;
  readonly LatestStreamArn?: string | undefined;
}

/**
 * The part of the `DynamoDB` of `@aws-sdk/client-dynamodb` that replays use. The only call that writes is UpdateItem.
 */
export interface TableClient {
  describeTable(input: { TableName: string }): Promise<{ Table?: TableDescription | undefined }>;
  describeTimeToLive(input: {
    TableName: string;
  }): Promise<{ TimeToLiveDescription?: { AttributeName?: string | undefined } | undefined }>;
  scan(input: ReadInput): Promise<ReadOutput>;
  query(input: ReadInput): Promise<ReadOutput>;
  batchGetItem(input: { RequestItems: Record<string, GetMany> }): Promise<{
    Responses?: Record<string, AttributeMap[]> | undefined;
    UnprocessedKeys?: Record<string, GetMany> | undefined;
  }>;
  updateItem(input: UpdateInput): Promise<{ ConsumedCapacity?: { CapacityUnits?: number | undefined } | undefined }>;
  destroy(): void;
}

/** Where DynamoDB is. */
export interface TableLocation {
  /** @default the environment's */
  readonly region?: string | undefined;
  /** Where DynamoDB answers, if not at AWS itself, such as `http://127.0.0.1:8000`. */
  readonly endpoint?: string | undefined;
}

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/**
 * Connects to DynamoDB. The client tries nothing twice by itself, so that every throttled call is counted, and an update
 * whose answer was lost is known to be uncertain.
 */
export async function connectTable(
  { region, endpoint }: TableLocation,
  maxSockets: number,
  user = 'onstream replay',
): Promise<TableClient> {
  // By a name that the compiler does not see through: types that name the package would need it installed.
  const name: string = '@aws-sdk/client-dynamodb';
  const { DynamoDB } = await load<{ DynamoDB: new (config: object) => TableClient }>(name, () => import(name), user);
  const agent = { keepAlive: true, maxSockets };
  return new DynamoDB({
    maxAttempts: 1,
    requestHandler: {
      httpAgent: agent,
      httpsAgent: agent,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      connectionTimeout: CONNECTION_TIMEOUT_MS,
    },
    // Whatever the environment says: DynamoDB Local has other tables for other credentials, and the engine's are these.
    ...(endpoint !== undefined && { endpoint, ...(isOnThisMachine(endpoint) && STAND_IN) }),
    ...(region !== undefined && { region }),
  });
}

/** The stack on this machine: its table in an embedded DynamoDB, and its functions on that table. */
import { type CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { followStream, startDynamoDB } from 'onstream/local';
import { type DeliveredRecord, kinesisEvent } from 'onstream/testing';
import { getHandler } from './get.js';
import { tableName } from './items.js';
import { handler as prices } from './prices.js';
import { putHandler } from './put.js';
import { handler as stock } from './stock.js';

export interface LocalItemApi {
  /** PUT /items, with any body */
  put(body: string): Promise<APIGatewayProxyResult>;
  /** GET /items/{id} */
  get(id: string): Promise<APIGatewayProxyResult>;
  /** Resolves when both streams are read and handled up to here. */
  caughtUp(): Promise<void>;
  stop(): Promise<void>;
}

/** The properties of the stack's table, as CloudFormation is told them. */
export type TableProperties = Pick<
  CreateTableCommandInput,
  'AttributeDefinitions' | 'KeySchema' | 'StreamSpecification'
>;

export async function startItemApi(table: TableProperties): Promise<LocalItemApi> {
  // The engine ends with this process, however it ends.
  const dynamodb = await startDynamoDB();
  const client = new DynamoDB(dynamodb.clientConfig);
  await client.createTable({
    TableName: tableName(),
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    StreamSpecification: { ...table.StreamSpecification, StreamEnabled: true },
  });
  const follower = await followStream(
    async (event, context) => {
      // DynamoDB writes the same changes to Kinesis, with every field that there is.
      await prices(kinesisEvent(...(event.Records as DeliveredRecord[])), context);
      return stock(event, context);
    },
    { dynamodb, table: tableName(), eventSource: stock.manifest.eventSource },
  );

  const [put, get] = [putHandler(client), getHandler(client)];
  return {
    put: (body) => put({ body, isBase64Encoded: false }),
    get: (id) => get({ pathParameters: { id } }),
    caughtUp: () => follower.caughtUp(),
    async stop() {
      await follower.stop();
      client.destroy();
      await dynamodb.stop();
    },
  };
}

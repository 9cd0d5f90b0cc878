/** GET /items/{id}: an item. A Lambda function behind API Gateway. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { tableName } from './items.js';
import { respond } from './response.js';

type Request = Pick<APIGatewayProxyEvent, 'pathParameters'>;

export function getHandler(dynamodb: DynamoDB): (request: Request) => Promise<APIGatewayProxyResult> {
  return async ({ pathParameters }) => {
    const id = pathParameters?.id;
    if (!id) return respond(400, { message: 'The path has to name an item.' });
    const { Item } = await dynamodb.getItem({ TableName: tableName(), Key: { id: { S: id } }, ConsistentRead: true });
    return Item ? respond(200, unmarshall(Item)) : respond(404, { message: `There is no item ${id}.` });
  };
}

/** Deploy this. */
export const handler = getHandler(new DynamoDB());

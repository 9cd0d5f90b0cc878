/** PUT /items: keeps an item, in place of the one with the same id. A Lambda function behind API Gateway. */
import { type AttributeValue, DynamoDB, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { tableName } from './items.js';
import { respond } from './response.js';

type Request = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>;

export function putHandler(dynamodb: DynamoDB): (request: Request) => Promise<APIGatewayProxyResult> {
  return async ({ body, isBase64Encoded }) => {
    try {
      const item = parse(isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : body);
      await dynamodb.putItem({ TableName: tableName(), Item: toAttributes(item) });
      return respond(200, item);
    } catch (error) {
      if (error instanceof BadRequest || isInvalid(error)) return respond(400, { message: error.message });
      throw error;
    }
  };
}

/** What the client sent cannot be kept. */
class BadRequest extends Error {}

function parse(body: string | null): { id: string } {
  let item: unknown;
  try {
    item = JSON.parse(body ?? '');
  } catch {
    throw new BadRequest('The body has to be JSON.');
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) throw new BadRequest('An item is an object.');
  if (!('id' in item && typeof item.id === 'string' && item.id !== ''))
    throw new BadRequest('An item needs an id, a text.');
  return { ...item, id: item.id };
}

function toAttributes(item: object): Record<string, AttributeValue> {
  try {
    return marshall(item);
  } catch (error) {
    // Such as a number with more digits than JavaScript has kept.
    throw new BadRequest(error instanceof Error ? error.message : String(error));
  }
}

/** DynamoDB refuses it: it is too large, say. */
function isInvalid(error: unknown): error is DynamoDBServiceException {
  return error instanceof DynamoDBServiceException && error.name === 'ValidationException';
}

/** Deploy this. */
export const handler = putHandler(new DynamoDB());

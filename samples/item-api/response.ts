import type { APIGatewayProxyResult } from 'aws-lambda';

/** The answer of an API function to API Gateway. */
export function respond(statusCode: number, body: object): APIGatewayProxyResult {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

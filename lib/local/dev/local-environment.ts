import type { LocalDynamoDB } from '../start-dynamodb.js';

/** What makes an AWS client talk to a local DynamoDB: to be set in another shell, and for the handlers' own clients. */
export function localEnvironment({ endpoint, region, credentials }: LocalDynamoDB): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

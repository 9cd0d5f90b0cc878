import { load } from '../loading/optional-package.js';

/** The AWS clients are optional: only who uses this room needs them, and only what is used of it. */
export function loadDynamoDB() {
  return load('@aws-sdk/client-dynamodb', () => import('@aws-sdk/client-dynamodb'), 'onstream/local');
}

export function loadDynamoDBStreams() {
  return load('@aws-sdk/client-dynamodb-streams', () => import('@aws-sdk/client-dynamodb-streams'), 'onstream/local');
}

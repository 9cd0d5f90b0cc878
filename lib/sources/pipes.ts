import { dynamodbStream } from './dynamodb.js';
import { openKinesis } from './kinesis.js';
import { type Source, textField } from './source.js';

/** EventBridge Pipes over a DynamoDB stream: the same elements in a bare array, named by their `eventID`. */
export const pipedDynamodb: Source = {
  open: dynamodbStream.open,
  identifierOf: (raw) => textField(raw, 'eventID'),
};

/** EventBridge Pipes over a Kinesis stream. */
export const pipedKinesis: Source = {
  open: openKinesis,
  identifierOf: (raw) => textField(raw, 'eventID'),
};

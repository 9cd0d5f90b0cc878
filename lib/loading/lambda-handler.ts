import type { Callback, Context, DynamoDBStreamEvent } from 'aws-lambda';

/** A Lambda handler of DynamoDB stream events; what `bootstrap` returns is one. */
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context, callback: Callback<unknown>) => unknown;

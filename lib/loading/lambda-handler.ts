import type { Callback, Context, DynamoDBStreamEvent } from 'aws-lambda';

/** A Lambda handler of DynamoDB stream events; what `bootstrap` returns is one. */
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context, callback: Callback<unknown>) => unknown;

/** A handler under the name that its module exports it by. */
export interface ExportedHandler {
  readonly name: string;
  readonly handler: StreamHandler;
}

import type { Callback, Context, DynamoDBStreamEvent } from 'aws-lambda';

/** A Lambda handler of such events. */
export type LambdaHandler<E> = (event: E, context: Context, callback: Callback<unknown>) => unknown;

/** A Lambda handler of DynamoDB stream events; what `bootstrap` returns is one. */
export type StreamHandler = LambdaHandler<DynamoDBStreamEvent>;

/** A handler under the name that its module exports it by. */
export interface ExportedHandler {
  readonly name: string;
  readonly handler: StreamHandler;
}

import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import type { StreamHandler } from '../../lib/loading/lambda-handler.js';

type Inner = (event: DynamoDBStreamEvent, context: Context) => Promise<unknown>;

/** Functions around a handler, in the shapes of those that people use. Each passes on what the handler does. */
export const WRAPPERS: Readonly<Record<string, (inner: Inner) => StreamHandler>> = {
  'an async function': (inner) => async (event, context) => inner(event, context),
  'one that answers by callback': (inner) => (event, context, callback) => {
    inner(event, context).then(
      (result) => callback(null, result),
      (error) => callback(error),
    );
  },
  // As Sentry's `wrapHandler` does: the handler may answer by callback or promise, what it throws is reported and thrown on.
  'one that reports errors': (inner) => async (event, context) => {
    context.callbackWaitsForEmptyEventLoop = false;
    try {
      return await new Promise((resolve, reject) => void inner(event, context).then(resolve, reject));
    } finally {
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  // As Datadog's `datadog` does.
  'one that traces':
    (inner) =>
    async (...[event, context]) => {
      let result: unknown;
      let thrown: unknown;
      await Promise.all([
        inner(event, context).then(
          (value) => {
            result = value;
          },
          (error: unknown) => {
            thrown = error;
          },
        ),
      ]);
      if (thrown !== undefined) throw thrown;
      return result;
    },
  // As Powertools' decorators do, around the method of a class.
  'a bound method': (inner) => {
    class Lambda {
      readonly inner = inner;
      handler(event: DynamoDBStreamEvent, context: Context): Promise<unknown> {
        return this.inner(event, context);
      }
    }
    const lambda = new Lambda();
    return lambda.handler.bind(lambda);
  },
  'one that hands on a copy of the event': (inner) => async (event, context) => inner(structuredClone(event), context),
  'a proxy': (inner) => new Proxy(inner, {}),
  'one with the properties of the handler': (inner) =>
    Object.assign(async (event: DynamoDBStreamEvent, context: Context) => inner(event, context), inner),
};

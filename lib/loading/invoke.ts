import type { Context } from 'aws-lambda';
import type { LambdaHandler } from './lambda-handler.js';

/**
 * Calls a handler as Lambda does: the result is what its promise resolves to, or, where it takes a third argument and
 * returns no promise, what it calls back with.
 */
export function invoke<E>(handler: LambdaHandler<E>, event: E, context: Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    });
    const waitsForCallback = handler.length > 2 && !isPromise(returned);
    if (!waitsForCallback) resolve(returned);
  });
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

import { invoke } from '../loading/invoke.js';
import { localContext } from '../loading/lambda-context.js';
import type { LambdaHandler } from '../loading/lambda-handler.js';
import type { Clock } from './clock.js';
import { namedError } from './named-error.js';

/** The name of the error for a function that took too long. */
export const TIMED_OUT = 'Sandbox.Timedout';

export interface LambdaRuntimeOptions {
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Runs a handler as Lambda's runtime does: with a context of its own for each invocation, for no longer than the
 * timeout, and with a response that has to be JSON. A handler that is cut off goes on in this process, as nobody can
 * stop it, but nothing waits for it.
 */
export function lambdaRuntime<E>(handler: LambdaHandler<E>, { timeoutMs, clock }: LambdaRuntimeOptions) {
  return (event: E, requestId: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(timeoutMs, () => {
        reject(namedError(TIMED_OUT, `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`));
      });
      invoke(handler, event, localContext(requestId, timeoutMs, clock))
        .then(checkResponse)
        .then(resolve, reject)
        .finally(cancel);
    });
}

/** Lambda hands back what survives JSON. */
function checkResponse(response: unknown): unknown {
  try {
    JSON.stringify(response);
    return response;
  } catch (error) {
    throw namedError('Runtime.MarshalError', `Unable to stringify response body: ${error}`);
  }
}

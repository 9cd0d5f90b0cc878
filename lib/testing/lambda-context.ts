import type { Context } from 'aws-lambda';
import { checkKeys, unexpected } from '../errors.js';

export interface LambdaContextOptions {
  /** Milliseconds from now to the timeout of the function. @default 30000 */
  readonly remainingTimeMs?: number;
}

let count = 0;

/**
 * The context of an invocation that begins now; its remaining time runs down on the real clock.
 *
 * @throws ConfigurationError for an unknown option and for a time that is no number.
 * @example
 * ```ts
 * const outcome = await handler.dispatch(streamEvent(...records), lambdaContext({ remainingTimeMs: 600 }));
 * ```
 */
export function lambdaContext(options: LambdaContextOptions = {}): Context {
  checkKeys(options, ['remainingTimeMs'], 'lambdaContext');
  const { remainingTimeMs = 30_000 } = options;
  if (!Number.isFinite(remainingTimeMs)) {
    throw unexpected('lambdaContext: remainingTimeMs', remainingTimeMs, 'milliseconds');
  }
  const deadline = performance.now() + remainingTimeMs;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'function',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:function',
    memoryLimitInMB: '128',
    awsRequestId: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    logGroupName: '/aws/lambda/function',
    logStreamName: '2026/01/01/[$LATEST]00000000000000000000000000000000',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

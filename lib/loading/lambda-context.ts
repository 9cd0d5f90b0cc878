import type { Context } from 'aws-lambda';

/** The context of one invocation, as plausible as it can be without a function. The clock starts now. */
export function localContext(requestId: string, timeoutMs: number, clock: { now(): number }): Context {
  const functionName = 'local';
  const deadline = clock.now() + timeoutMs;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '128',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - clock.now())),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

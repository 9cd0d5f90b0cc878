import { type EventSourceMappingOptions, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import type { EventSourceConfig } from '../event-source/config.js';

/** The event source's configuration in CDK's words. */
export function mappingOptions(eventSource: EventSourceConfig): EventSourceMappingOptions {
  const {
    startingPosition = 'TRIM_HORIZON',
    batchSize,
    maximumBatchingWindowInSeconds,
    parallelizationFactor,
    maximumRetryAttempts,
    maximumRecordAgeInSeconds = -1,
    bisectBatchOnFunctionError,
    functionResponseTypes = [],
    enabled,
  } = eventSource;
  return {
    startingPosition: StartingPosition[startingPosition],
    reportBatchItemFailures: functionResponseTypes.includes('ReportBatchItemFailures'),
    ...(batchSize !== undefined && { batchSize }),
    ...(maximumBatchingWindowInSeconds !== undefined && {
      maxBatchingWindow: Duration.seconds(maximumBatchingWindowInSeconds),
    }),
    ...(parallelizationFactor !== undefined && { parallelizationFactor }),
    ...(maximumRetryAttempts !== undefined && { retryAttempts: maximumRetryAttempts }),
    // CDK's durations are never negative; without one, Lambda gives up no record for its age.
    ...(maximumRecordAgeInSeconds !== -1 && { maxRecordAge: Duration.seconds(maximumRecordAgeInSeconds) }),
    ...(bisectBatchOnFunctionError !== undefined && { bisectBatchOnError: bisectBatchOnFunctionError }),
    ...(enabled !== undefined && { enabled }),
  };
}

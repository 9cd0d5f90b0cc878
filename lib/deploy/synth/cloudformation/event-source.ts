import type { Mapping } from '../deployment.js';
import { NOTES, retryNotes } from '../notes.js';
import { arnOf } from './resources.js';
import { commented, type Section, type Tree } from './tree.js';

/** What the mapping of CloudFormation and the event of SAM have in common: all but the stream and the function. */
export function eventSourceProperties({ eventSource, filters, filterNotes, destination }: Mapping): Section {
  const { startingPosition, functionResponseTypes = [] } = eventSource;
  const criteria = {
    Filters: filters.map((filter): Tree => commented({ Pattern: filter.pattern }, ...NOTES.filter(filter))),
  };
  return {
    StartingPosition: startingPosition ?? commented('TRIM_HORIZON', ...NOTES.startingPosition),
    Enabled: eventSource.enabled,
    BatchSize: eventSource.batchSize,
    MaximumBatchingWindowInSeconds: eventSource.maximumBatchingWindowInSeconds,
    ParallelizationFactor: eventSource.parallelizationFactor,
    MaximumRetryAttempts: eventSource.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: eventSource.maximumRecordAgeInSeconds,
    BisectBatchOnFunctionError: eventSource.bisectBatchOnFunctionError,
    FunctionResponseTypes:
      functionResponseTypes.length > 0 ? commented([...functionResponseTypes], ...NOTES.reports) : undefined,
    DestinationConfig: commented({ OnFailure: { Destination: arnOf(destination) } }, ...retryNotes(eventSource)),
    // Without filters there is nothing to put a comment on, so it goes to what follows.
    FilterCriteria: filters.length > 0 ? commented(criteria, ...filterNotes) : undefined,
  };
}

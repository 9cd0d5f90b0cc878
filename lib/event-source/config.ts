import { unexpected } from '../errors.js';
import { checkOwnFilters } from './own-filters/check-own-filters.js';
import { checkSettings } from './settings.js';
import { destinationAccess } from './stream-access.js';

/** How Lambda reads the stream: the parameters of AWS's event source mapping, under AWS's names. */
export interface EventSourceConfig {
  /** Where a new mapping begins: at the oldest record (24 hours back), or at the next one. */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST';
  /** Records per invocation at the most, 1 to 10,000; AWS's default is 100. */
  readonly batchSize?: number;
  /** Seconds to wait for a batch to fill, 0 to 300; AWS's default is 0. */
  readonly maximumBatchingWindowInSeconds?: number;
  /** Batches of one shard in flight at once, 1 to 10, in order per item; AWS's default is 1. */
  readonly parallelizationFactor?: number;
  /** Retries of a failed batch, 0 to 10,000; -1, AWS's default, retries until the records expire. */
  readonly maximumRetryAttempts?: number;
  /** Age in seconds at which records are given up, 60 to 604,800; -1, AWS's default, never gives up. */
  readonly maximumRecordAgeInSeconds?: number;
  /** Whether a failed batch is halved before it is retried; AWS's default is false. */
  readonly bisectBatchOnFunctionError?: boolean;
  /** Follows `reportBatchItemFailures`. */
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[];
  /** The mapping's filters: derived from the decorators, none, or Lambda filter patterns of your own, which are checked. */
  readonly filters?: 'derived' | 'none' | readonly object[];
  /** How many filters AWS lets the mapping have, 5 to 10; 5 unless AWS has raised your quota. */
  readonly maximumFilters?: number;
  /**
   * The ARN of the standard queue, the standard topic or the bucket that hears of discarded batches. Queues and topics get
   * the place of a batch in the stream, which keeps the records for 24 hours; buckets get the records too.
   */
  readonly onFailureDestinationArn?: string;
  readonly enabled?: boolean;
}

const SETTINGS: Readonly<Record<keyof EventSourceConfig, string>> = {
  startingPosition: '"TRIM_HORIZON" or "LATEST"',
  batchSize: '1 to 10000',
  maximumBatchingWindowInSeconds: '0 to 300',
  parallelizationFactor: '1 to 10',
  maximumRetryAttempts: '0 to 10000 or -1',
  maximumRecordAgeInSeconds: '60 to 604800 or -1',
  bisectBatchOnFunctionError: 'boolean',
  functionResponseTypes: 'array',
  filters: '"derived" or "none" or array of objects',
  maximumFilters: '5 to 10',
  onFailureDestinationArn: 'string',
  enabled: 'boolean',
};

/**
 * Checks that every value is one that AWS takes, and that the configuration agrees with what the code reports.
 *
 * @throws ConfigurationError
 */
export function checkEventSource(config: EventSourceConfig, reportBatchItemFailures: boolean | undefined): void {
  const where = 'bootstrap.eventSource';
  // First, since what is wrong with a filter can be said better.
  const filters: unknown = Reflect.get(Object(config), 'filters');
  if (Array.isArray(filters)) checkOwnFilters(filters, config.maximumFilters, `${where}.filters`);
  checkSettings(config, SETTINGS, where);
  // Throws for what is no destination.
  if (config.onFailureDestinationArn !== undefined) destinationAccess(config.onFailureDestinationArn);
  const reports = reportBatchItemFailures ? 'ReportBatchItemFailures' : '';
  const { functionResponseTypes: types = [reports] } = config;
  if (`${types}` !== reports)
    throw unexpected(`${where}.functionResponseTypes`, `${types}`, `"${reports}", as reportBatchItemFailures says`);
}

import { checkKeys, unexpected } from '../errors.js';

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
  /** The mapping's filters: derived from the decorators, none, or Lambda filter patterns of your own. */
  readonly filters?: 'derived' | 'none' | readonly object[];
  /** The ARN of the queue, topic or bucket that hears of discarded batches. */
  readonly onFailureDestinationArn?: string;
  readonly enabled?: boolean;
}

type Check = readonly [accepts: (value: unknown) => boolean, expected: string];

const FLAG: Check = [(value) => typeof value === 'boolean', 'true or false'];

const CHECKS: Readonly<Record<keyof EventSourceConfig, Check>> = {
  startingPosition: [(value) => value === 'TRIM_HORIZON' || value === 'LATEST', 'TRIM_HORIZON or LATEST'],
  batchSize: integer(1, 10_000),
  maximumBatchingWindowInSeconds: integer(0, 300),
  parallelizationFactor: integer(1, 10),
  maximumRetryAttempts: integer(-1, 10_000),
  maximumRecordAgeInSeconds: integer(60, 604_800, -1),
  bisectBatchOnFunctionError: FLAG,
  functionResponseTypes: [
    (value) => Array.isArray(value) && value.every((type) => type === 'ReportBatchItemFailures'),
    '[] or ["ReportBatchItemFailures"]',
  ],
  filters: [
    (value) => value === 'derived' || value === 'none' || (Array.isArray(value) && value.every(isObject)),
    '"derived", "none" or an array of filter patterns',
  ],
  onFailureDestinationArn: [(value) => typeof value === 'string' && value.startsWith('arn:'), 'an ARN'],
  enabled: FLAG,
};

/**
 * The configuration, if every value is one that AWS takes and it agrees with what the code reports.
 *
 * @throws ConfigurationError
 */
export function checkEventSource(config: unknown, reportBatchItemFailures: boolean): EventSourceConfig {
  const where = 'bootstrap: eventSource';
  if (config === undefined) return {};
  if (!isObject(config)) throw unexpected(where, config, 'an object');
  checkKeys(config, Object.keys(CHECKS), where);
  for (const [name, value] of Object.entries(config)) {
    const [accepts, expected] = CHECKS[name as keyof EventSourceConfig];
    if (value !== undefined && !accepts(value)) throw unexpected(`${where}.${name}`, value, expected);
  }
  const checked: EventSourceConfig = config;
  const declared = checked.functionResponseTypes;
  if (declared !== undefined && declared.length > 0 !== reportBatchItemFailures) {
    throw unexpected(
      `${where}.functionResponseTypes`,
      declared,
      `what reportBatchItemFailures: ${reportBatchItemFailures} says`,
    );
  }
  return checked;
}

function integer(lowest: number, highest: number, also = lowest): Check {
  return [
    (value) => value === also || (Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest),
    `${also === lowest ? '' : `${also} or `}an integer from ${lowest} to ${highest}`,
  ];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

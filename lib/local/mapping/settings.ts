import { ConfigurationError, unexpected } from '../../errors.js';
import { checkEventSource, type EventSourceConfig } from '../../event-source/config.js';
import { compileFilterPattern, type EventTest } from '../filters/match-filter.js';

/** An event source mapping's configuration with AWS's defaults filled in. */
export interface MappingSettings {
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly batchSize: number;
  readonly windowMs: number;
  readonly parallelizationFactor: number;
  /** How often a batch is invoked again before it is given up; infinite by default. */
  readonly maximumRetryAttempts: number;
  /** Infinite by default. */
  readonly maximumRecordAgeMs: number;
  readonly bisects: boolean;
  /** Whether what the function returns counts. */
  readonly reportsItemFailures: boolean;
  /** The filters; `undefined` where everything passes. */
  readonly wants: EventTest | undefined;
  readonly enabled: boolean;
}

/** What AWS allows on request; five without one. */
export const MAX_FILTERS = 10;
const MAX_PATTERN_LENGTH = 4096;

/** Fills in AWS's defaults. @throws ConfigurationError for a value that AWS refuses, and for tumbling windows */
export function mappingSettings(config: EventSourceConfig = {}): MappingSettings {
  if (Reflect.get(Object(config), 'tumblingWindowInSeconds')) {
    throw new ConfigurationError(
      'eventSource.tumblingWindowInSeconds: found a tumbling window, expected none: they hand the function a state ' +
        'instead of batches that can be retried on their own, and are not emulated',
    );
  }
  checkEventSource(config, Object(config).functionResponseTypes?.length > 0);
  const { maximumRetryAttempts = -1, maximumRecordAgeInSeconds = -1 } = config;
  return {
    startingPosition: config.startingPosition ?? 'TRIM_HORIZON',
    batchSize: config.batchSize ?? 100,
    windowMs: (config.maximumBatchingWindowInSeconds ?? 0) * 1000,
    parallelizationFactor: config.parallelizationFactor ?? 1,
    maximumRetryAttempts: maximumRetryAttempts < 0 ? Number.POSITIVE_INFINITY : maximumRetryAttempts,
    maximumRecordAgeMs: maximumRecordAgeInSeconds < 0 ? Number.POSITIVE_INFINITY : maximumRecordAgeInSeconds * 1000,
    bisects: config.bisectBatchOnFunctionError ?? false,
    reportsItemFailures: config.functionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    wants: compileFilters(config.filters),
    enabled: config.enabled ?? true,
  };
}

/** `'derived'` is for whoever knows the handler to replace; here it lets everything through, as handlers match anyway. */
function compileFilters(filters: EventSourceConfig['filters']): EventTest | undefined {
  if (!Array.isArray(filters) || filters.length === 0) return undefined;
  const where = 'eventSource.filters';
  if (filters.length > MAX_FILTERS) throw unexpected(where, filters, `at most ${MAX_FILTERS} filters`);
  const tests = filters.map((pattern, index) => {
    const { length } = JSON.stringify(pattern);
    if (length > MAX_PATTERN_LENGTH)
      throw unexpected(`${where}[${index}]`, `${length} characters`, `at most ${MAX_PATTERN_LENGTH}`);
    return compileFilterPattern(pattern);
  });
  return (record) => tests.some((test) => test(record));
}

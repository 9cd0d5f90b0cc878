import type { EventSourceConfig } from '../../../lib/event-source/config.js';
import type { Source } from '../../../lib/event-source/sources.js';
import { bootstrap, OnChange, OnInsert, Table } from '../../../lib/index.js';
import type { Manifest, RouteDescription } from '../../../lib/manifest.js';

@Table('Orders')
class OrderHandlers {
  @OnInsert confirm() {}
  @OnChange('status', { from: 'PAID', to: 'SHIPPED' }) shipped() {}
}

const { routes: ROUTES, sources: SOURCES } = bootstrap(OrderHandlers).manifest;

export const [CONFIRM, SHIPPED] = ROUTES as readonly [RouteDescription, RouteDescription];

/** The filters for each of them. */
export const [INSERTS = {}, SHIPMENTS = {}] = SOURCES.flatMap(({ filterCriteria: { Filters } }) =>
  Filters.map(({ Pattern }): object => JSON.parse(Pattern)),
);

/** What there is to say of one table, with these filters. */
export function source(filters: readonly object[], more: Partial<Source> = {}): Source {
  return {
    table: 'Orders',
    viewType: 'NEW_AND_OLD_IMAGES',
    eventSource: { functionResponseTypes: ['ReportBatchItemFailures'] },
    filterCriteria: { Filters: filters.map((filter) => ({ Pattern: JSON.stringify(filter) })) },
    widened: [],
    ...more,
  };
}

/** The handlers of the README's kind. */
export function ordersManifest(config: EventSourceConfig = {}): Manifest {
  const eventSource: EventSourceConfig = { functionResponseTypes: ['ReportBatchItemFailures'], ...config };
  return manifestOf(ROUTES, [source([INSERTS, SHIPMENTS], { eventSource })]);
}

export function manifestOf(routes: readonly RouteDescription[], sources: readonly Source[]): Manifest {
  return { routes, sources, eventSource: sources[0]?.eventSource ?? {} };
}

export const STREAM_ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';

export const KINESIS_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/order-changes';

/** Every value that there is. */
export const EVERYTHING = {
  startingPosition: 'LATEST',
  batchSize: 10,
  maximumBatchingWindowInSeconds: 5,
  parallelizationFactor: 2,
  maximumRetryAttempts: 3,
  maximumRecordAgeInSeconds: 3600,
  bisectBatchOnFunctionError: true,
  functionResponseTypes: ['ReportBatchItemFailures'],
  enabled: false,
} as const satisfies EventSourceConfig;

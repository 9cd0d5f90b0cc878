import type { Deployed, DeployedMapping, DeployedTable } from '../../../lib/deploy/index.js';
import { bootstrap, type Manifest, OnAny, OnInsert, OnModify, Table } from '../../../lib/index.js';

@Table('Orders')
class OrderHandlers {
  @OnInsert confirm() {}
  @OnModify({ newImage: { status: 'PAID' } }) paid() {}
}

@Table('Orders')
class Audit {
  @OnAny every() {}
}

export const TABLE_ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders';
export const STREAM_ARN = `${TABLE_ARN}/stream/2026-01-01T00:00:00.000`;
export const KINESIS_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/changes';

type Options = Parameters<typeof bootstrap>[1];

/** What handlers of inserted and paid orders need, with these filters as the derived ones. */
export function ordersManifest(
  options: Options = {},
  filters: readonly object[] = [{ eventName: ['INSERT'] }],
): Manifest {
  return withFilters(bootstrap(OrderHandlers, options).manifest, filters);
}

/** What handlers of every change of an order need. */
export function auditManifest(): Manifest {
  return withFilters(bootstrap(Audit).manifest, []);
}

export function withFilters(manifest: Manifest, filters: readonly object[]): Manifest {
  const filterCriteria = { Filters: filters.map((filter) => ({ Pattern: JSON.stringify(filter) })) };
  return { ...manifest, sources: manifest.sources.map((source) => ({ ...source, filterCriteria })) };
}

/** A mapping with which nothing is wrong. */
export const MAPPING: DeployedMapping = {
  UUID: '1',
  EventSourceArn: STREAM_ARN,
  State: 'Enabled',
  StateTransitionReason: 'User action',
  LastProcessingResult: 'OK',
  BatchSize: 100,
  MaximumRetryAttempts: 10,
  MaximumRecordAgeInSeconds: -1,
  BisectBatchOnFunctionError: true,
  FunctionResponseTypes: [],
  FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:failed' } },
};

export const TABLE: DeployedTable = {
  LatestStreamArn: STREAM_ARN,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

/** What is deployed for `Orders`, with nothing wrong but what is said here. */
export function deployed(mapping: DeployedMapping = {}, table: DeployedTable | null = TABLE): Deployed {
  return {
    function: { FunctionName: 'orders', Runtime: 'nodejs24.x', State: 'Active' },
    mappings: [{ ...MAPPING, ...mapping }],
    tables: { [TABLE_ARN]: table },
  };
}

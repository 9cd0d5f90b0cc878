export type { StreamHandler } from '../loading/lambda-handler.js';
export type { Clock } from './clock.js';
export type { EngineName } from './engine.js';
export type { FailureDestination } from './failure/destination.js';
export { type ToBucketOptions, toBucket } from './failure/to-bucket.js';
export { toFile } from './failure/to-file.js';
export { type ToFolderOptions, toFolder } from './failure/to-folder.js';
export { type ToQueueOptions, toQueue } from './failure/to-queue.js';
export { InvalidFilterError } from './filters/invalid-filter-error.js';
export { compileFilterPattern, type EventTest } from './filters/match-filter.js';
export { type FollowStreamOptions, followStream, type StreamFollower } from './follow-stream.js';
export {
  EventSourceMapping,
  type EventSourceMappingOptions,
  type MappingBatch,
} from './mapping/event-source-mapping.js';
export type {
  AnyInvocationRecord,
  BatchInfo,
  DiscardCondition,
  InvocationRecord,
  InvocationRecordOf,
  KinesisInvocationRecord,
} from './mapping/invocation-record.js';
export type { MappingEvent } from './mapping/mapping-event.js';
export type { Shard, ShardListing, ShardPage, ShardPosition, ShardSource } from './shard-source.js';
export type { SourceRecord } from './source-record.js';
export {
  type LocalClientConfig,
  type LocalDynamoDB,
  type StartDynamoDBOptions,
  startDynamoDB,
} from './start-dynamodb.js';

export { bootstrap, type Handlers, type StreamHandler, type StreamResponse } from './bootstrap.js';
export { decoratorsFor, OnAny, OnChange, OnInsert, OnModify, OnRemove, Table } from './decorators/decorators.js';
export type { Decorators, HandlerDecorator, HandlerMethod } from './decorators/types.js';
export { BatchError } from './dispatch/batch-error.js';
export { HandlerError } from './dispatch/handler-error.js';
export type { BatchOutcome, DroppedRecord, HandlerResult, RecordFailure } from './dispatch/outcome.js';
export type { OnError } from './dispatch/plan.js';
export { ConfigurationError, InvalidEventError, MissingImageError } from './errors.js';
export type { EventSourceConfig } from './event-source/config.js';
export type { Source } from './event-source/sources.js';
export { type StreamHandlers, type StreamOptions, stream } from './fluent.js';
export type { HandlerClass, Resolve } from './groups.js';
export type { Manifest, RouteDescription } from './manifest.js';
export type { BootstrapOptions } from './options.js';
export type { Literal, Matcher, MatcherObject, Matchers, NumericTest, Pattern } from './patterns/pattern.js';
export type { Change } from './records/diff.js';
export type { RecordJson } from './records/json.js';
export type { NumberMode, NumberValue } from './records/number.js';
export type { PathOf } from './records/path-of.js';
export type {
  EventName,
  InsertRecord,
  Item,
  ModifyRecord,
  RecordBase,
  RemovedBy,
  RemoveRecord,
  StreamRecord,
} from './records/stream-record.js';
export type { AttributeMap, AttributeValue, StreamViewType, WireRecord } from './records/wire.js';
export type {
  AnyFilter,
  ChangeFilter,
  InsertFilter,
  ModifyFilter,
  RemoveFilter,
  TableFilter,
} from './routing/filter.js';
export type { HandlerContext, HandlerInfo, Logger } from './routing/handler.js';
export type { Middleware } from './routing/middleware.js';

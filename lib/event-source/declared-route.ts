import type { EventName } from '../records/stream-record.js';
import type { Declaration } from '../routing/declaration.js';
import type { TableName } from '../routing/table.js';

/** One decorator of one handler, checked: what the manifest describes, and what filters are derived from. */
export interface DeclaredRoute {
  /** The handler's id, such as `OrderHandlers.shipped`. */
  readonly id: string;
  readonly table: TableName;
  /** Those of which a record can pass at all. */
  readonly eventNames: readonly EventName[];
  readonly declaration: Declaration;
  /** What `@Table`, or `stream()`, asks for in addition. */
  readonly tableFilter: unknown;
  /** Whose filter that is, for messages: `@Table` or `stream()`. */
  readonly filterOf: string;
}

import type { AttributeMap } from '../../records/wire.js';
import type { KeyQuery } from './key-condition.js';

/** A filter expression of DynamoDB, which DynamoDB applies while it reads. */
export interface SelectionFilter {
  /** Such as `#status = :paid AND attribute_exists(email)`. */
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Values as DynamoDB writes them: `{ ':paid': { S: 'PAID' } }`. */
  readonly values?: AttributeMap | undefined;
}

/** Which items of a table are chosen: all, unless something narrows them. */
export interface Selection {
  /** A query by key, of the table or of `index`: `{ pk: 'CUSTOMER#1', sk: { prefix: 'ORDER#' } }`. */
  readonly key?: KeyQuery | undefined;
  /** The index to query or scan. What it finds is read from the table, since an index may lag behind and lack attributes. */
  readonly index?: string | undefined;
  /** A pattern that the item has to match, as decorators take it: `{ status: ['PAID'] }`. */
  readonly where?: unknown;
  readonly filter?: SelectionFilter | undefined;
  /** How many parts of a scan are read at the same time, 1 to 256. @default 4 */
  readonly segments?: number | undefined;
}

/** Items that were read together. */
export interface ItemPage {
  readonly items: readonly AttributeMap[];
  /** How many items were looked at to find them. */
  readonly read: number;
  /** How many an index named that the table no longer has. */
  readonly gone: number;
  /** Where the next page begins; `undefined` after the last one. */
  readonly next: AttributeMap | undefined;
}

import { marshallItem } from './marshall.js';
import type { RecordOptions } from './options.js';
import { type DeliveredRecord, makeRecord } from './record.js';

/**
 * The stream record of an item that was put where there was none.
 *
 * The items of this and of the other makers are plain objects of what the AWS SDK's document client takes: strings,
 * numbers, bigints, `NumberValue`s, booleans, null, `Uint8Array`s, arrays, plain objects and Sets. What is `undefined`
 * is left out.
 *
 * @throws ConfigurationError for a value that DynamoDB does not have (naming its path), for an item without its key
 * attributes, and for an unknown option.
 * @example
 * ```ts
 * await handler(streamEvent(insert({ pk: 'ORDER#1', total: 42 }, { table: 'Orders' })));
 * ```
 */
export function insert(item: object, options: RecordOptions = {}): DeliveredRecord {
  return makeRecord('INSERT', { NewImage: marshallItem(item, 'insert: item') }, options, 'insert');
}

/**
 * The stream record of an item that was changed.
 *
 * @throws ConfigurationError as `insert` does, and where the two items differ in a key attribute that `options` or
 * convention names.
 * @example
 * ```ts
 * const shipped = modify({ pk: 'ORDER#1', status: 'PAID' }, { pk: 'ORDER#1', status: 'SHIPPED' });
 * ```
 */
export function modify(oldItem: object, newItem: object, options: RecordOptions = {}): DeliveredRecord {
  const images = {
    OldImage: marshallItem(oldItem, 'modify: oldItem'),
    NewImage: marshallItem(newItem, 'modify: newItem'),
  };
  return makeRecord('MODIFY', images, options, 'modify');
}

/**
 * The stream record of an item that someone deleted.
 *
 * @throws ConfigurationError as `insert` does.
 * @example
 * ```ts
 * const keysOnly = remove({ pk: 'ORDER#1' }, { viewType: 'KEYS_ONLY' });
 * ```
 */
export function remove(item: object, options: RecordOptions = {}): DeliveredRecord {
  return makeRecord('REMOVE', { OldImage: marshallItem(item, 'remove: item') }, options, 'remove');
}

/**
 * The stream record of an item that DynamoDB deleted because its time to live was over.
 *
 * @throws ConfigurationError as `insert` does.
 * @example
 * ```ts
 * const expired = expire({ pk: 'SESSION#1', expiresAt: 1_767_225_600 });
 * ```
 */
export function expire(item: object, options: RecordOptions = {}): DeliveredRecord {
  const record = makeRecord('REMOVE', { OldImage: marshallItem(item, 'expire: item') }, options, 'expire');
  return { ...record, userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } };
}

import type { AttributeMap, AttributeValue } from '../../records/wire.js';
import type { ReplayTable } from './replay-table.js';

/** The attributes of an item that are its key. */
export function keyOf(item: AttributeMap, names: readonly string[]): AttributeMap {
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

/** The same text for the same key. */
export function keyText(key: AttributeMap, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => toJson(key[name] ?? {})));
}

/** A key in a form that JSON holds: binary as base64 text. */
export function toStoredKey(key: AttributeMap): AttributeMap {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, toJson(value)]));
}

/** The reverse of `toStoredKey`, as AWS's clients take it. */
export function fromStoredKey(key: AttributeMap): AttributeMap {
  return Object.fromEntries(
    Object.entries(key).map(([name, value]) => {
      return [name, typeof value.B === 'string' ? { B: Buffer.from(value.B, 'base64') } : value];
    }),
  );
}

/** A key as its user reads it, such as `{"pk":"ORDER#1"}`. */
export function showKey(key: AttributeMap, { keys }: Pick<ReplayTable, 'keys'>): string {
  return JSON.stringify(
    Object.fromEntries(keys.map((name) => [name, Object.values(toJson(key[name] ?? {}))[0] ?? null])),
  );
}

function toJson(value: AttributeValue): AttributeValue {
  return value.B instanceof Uint8Array ? { B: Buffer.from(value.B).toString('base64') } : value;
}

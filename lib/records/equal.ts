import { decodeBinary } from './binary.js';
import { sameNumber } from './decimal.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/**
 * Whether two wire values are the same value to DynamoDB: numbers by value, sets without regard to order, maps
 * without regard to the order of their keys. `undefined` is a missing attribute, and equals only another one.
 */
export function sameValue(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === b) return true;
  if (a == null || b == null) return a == null && b == null;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return b.N !== undefined && sameNumber(a.N, b.N);
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.M !== undefined) return b.M !== undefined && sameImage(a.M, b.M);
  if (a.L !== undefined) return b.L !== undefined && sameList(a.L, b.L);
  if (a.NULL !== undefined) return b.NULL !== undefined;
  if (a.B !== undefined) return b.B !== undefined && sameBinary(a.B, b.B);
  if (a.SS !== undefined) return b.SS !== undefined && sameSet(a.SS, b.SS, (x, y) => x === y);
  if (a.NS !== undefined) return b.NS !== undefined && sameSet(a.NS, b.NS, sameNumber);
  if (a.BS !== undefined) return b.BS !== undefined && sameSet(a.BS, b.BS, sameBinary);
  return false;
}

/** Whether two images, or the insides of two maps, hold the same attributes with the same values. */
export function sameImage(a: AttributeMap, b: AttributeMap): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameValue(a[name], b[name]));
}

function sameList(a: AttributeValue[], b: AttributeValue[]): boolean {
  return a.length === b.length && a.every((element, index) => sameValue(element, b[index]));
}

function sameSet<T>(a: T[], b: T[], same: (x: T, y: T) => boolean): boolean {
  if (a.length !== b.length) return false;
  // DynamoDB writes a set in one order, so position by position is nearly always enough.
  return a.every((element, i) => same(element, b[i] as T) || b.some((other) => same(element, other)));
}

function sameBinary(a: string | Uint8Array, b: string | Uint8Array): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  const left = decodeBinary(a);
  const right = decodeBinary(b);
  return left !== undefined && right !== undefined && Buffer.compare(left, right) === 0;
}

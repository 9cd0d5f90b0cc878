import { sameNumber } from './decimal.js';
import { elementsOf } from './elements.js';
import { attributeReader } from './path.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/**
 * Whether two wire values are the same value to DynamoDB: numbers by value, sets without regard to order, maps
 * without regard to the order of their keys. `undefined` is a missing attribute, and equals only another one.
 */
export function sameValue(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a == null || b == null) return (a ?? b) == null;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return b.N !== undefined && sameNumber(a.N, b.N);
  if (a.M !== undefined) return b.M !== undefined && sameImage(a.M, b.M);
  const left = elementsOf(a);
  const right = elementsOf(b);
  if (left && right) {
    if (left.length !== right.length || !a.L !== !b.L) return false;
    return a.L ? left.every((element, index) => sameValue(element, right[index])) : sameSet(left, right);
  }
  // A value of a type that does not exist equals nothing, so that it gets to who reads it, and fails there.
  const known = a.BOOL ?? a.NULL ?? a.B;
  return known !== undefined && a.BOOL === b.BOOL && a.NULL === b.NULL && String(a.B) === String(b.B);
}

/** Whether two images, or the insides of two maps, hold the same attributes with the same values. */
export function sameImage(a: AttributeMap, b: AttributeMap): boolean {
  return Object.keys({ ...a, ...b }).every((name) => {
    const read = attributeReader(name);
    return sameValue(read(a), read(b));
  });
}

function sameSet(a: AttributeValue[], b: AttributeValue[]): boolean {
  // Numbers may be written in two ways; all else that is equal is so to the letter.
  const texts = new Set(b.map((element) => JSON.stringify(element)));
  return a.every((element) => texts.has(JSON.stringify(element)) || b.some((other) => sameValue(element, other)));
}

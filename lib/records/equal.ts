import { checkValue } from './check-value.js';
import { sameNumber } from './decimal.js';
import { elementsOf } from './elements.js';
import { attributeReader } from './path.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/**
 * Whether two wire values are the same value to DynamoDB: numbers by value, sets without regard to order, maps
 * without regard to the order of their keys. `undefined` is a missing attribute, and equals only another one.
 *
 * @throws InvalidEventError for what is no value, beginning with `where`
 */
export function sameValue(a: AttributeValue | undefined, b: AttributeValue | undefined, where = 'Record'): boolean {
  // Nearly all values are text or numbers, and well-formed.
  if (typeof a?.S === 'string' && typeof b?.S === 'string') return a.S === b.S;
  if (typeof a?.N === 'string' && typeof b?.N === 'string') return sameNumber(a.N, b.N);
  for (const value of [a, b]) if (value !== undefined) checkValue(value, where);
  if (a === undefined || b === undefined) return a === b;
  if (a.N !== undefined && b.N !== undefined) return sameNumber(`${a.N}`, `${b.N}`);
  if (a.M !== undefined) return b.M !== undefined && sameImage(a.M, b.M, where);
  const left = elementsOf(a);
  const right = elementsOf(b);
  if (left && right) {
    for (const element of left.concat(right)) checkValue(element, where);
    if (left.length !== right.length || !a.L !== !b.L) return false;
    return a.L ? left.every((element, index) => sameValue(element, right[index], where)) : sameSet(left, right);
  }
  return !left && !right && a.S === b.S && a.N === b.N && a.M === b.M && sameScalar(a, b);
}

function sameScalar(a: AttributeValue, b: AttributeValue): boolean {
  return a.BOOL === b.BOOL && a.NULL === b.NULL && String(a.B) === String(b.B);
}

/** Whether two images, or the insides of two maps, hold the same attributes with the same values. */
export function sameImage(a: AttributeMap, b: AttributeMap, where = 'Record'): boolean {
  return Object.keys({ ...a, ...b }).every((name) => {
    const read = attributeReader(name);
    return sameValue(read(a), read(b), where);
  });
}

function sameSet(a: AttributeValue[], b: AttributeValue[]): boolean {
  // Numbers may be written in two ways; all else that is equal is so to the letter.
  const texts = new Set(b.map((element) => JSON.stringify(element)));
  return a.every((element) => texts.has(JSON.stringify(element)) || b.some((other) => sameValue(element, other)));
}

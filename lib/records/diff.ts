import { type ReadNumber, readAt } from './deserialize.js';
import { sameValue } from './equal.js';
import { attributeReader, joinPath } from './path.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/** One difference between the old and the new image of an item. */
export interface Change {
  /** Where, as deep as the difference goes: `status`, `address.city`, `lines[0].qty`. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** The old value, `undefined` where it was added. */
  readonly from: unknown;
  /** The new value, `undefined` where it was removed. */
  readonly to: unknown;
}

type Maybe = AttributeValue | undefined;

/** Every difference between two images, inside maps and lists; a set differs as a whole. */
export function diffImages(from: AttributeMap, to: AttributeMap, readNumber: ReadNumber): Change[] {
  const read = (path: string, value: Maybe) => value && readAt(path, value, readNumber);
  return inMaps('', from, to);

  function inMaps(parent: string, a: AttributeMap, b: AttributeMap): Change[] {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].flatMap((name) => {
      const readName = attributeReader(name);
      return between(joinPath(parent, name), readName(a), readName(b));
    });
  }

  function between(path: string, a: Maybe, b: Maybe): Change[] {
    if (sameValue(a, b)) return [];
    if (a?.M && b?.M) return inMaps(path, a.M, b.M);
    const { L } = a ?? {};
    const other = b?.L;
    if (L && other) {
      const longer = L.length > other.length ? L : other;
      return longer.flatMap((_, index) => between(joinPath(path, index), L[index], other[index]));
    }
    return [{ path, kind: a ? (b ? 'changed' : 'removed') : 'added', from: read(path, a), to: read(path, b) }];
  }
}

import { checkValue } from './check-value.js';
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
  return between('', { M: from }, { M: to });

  function between(path: string, a: Maybe, b: Maybe): Change[] {
    for (const value of [a, b]) if (value !== undefined) checkValue(value, path);
    const { M, L } = a ?? {};
    const { M: otherM, L: otherL } = b ?? {};
    if (M && otherM)
      return Object.keys({ ...M, ...otherM }).flatMap((name) => {
        const readName = attributeReader(name);
        return between(joinPath(path, name), readName(M), readName(otherM));
      });
    if (L && otherL) {
      const longer = L.length > otherL.length ? L : otherL;
      return longer.flatMap((_, index) => between(joinPath(path, index), L[index], otherL[index]));
    }
    if (sameValue(a, b, path)) return [];
    return [{ path, kind: a ? (b ? 'changed' : 'removed') : 'added', from: read(path, a), to: read(path, b) }];
  }
}

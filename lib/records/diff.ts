import { type ReadNumber, readValue } from './deserialize.js';
import { sameValue } from './equal.js';
import { joinPath } from './path.js';
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

type Step = [segment: string | number, from: AttributeValue | undefined, to: AttributeValue | undefined];

/** Every difference between two images, inside maps and lists; a set differs as a whole. */
export function diffImages(from: AttributeMap, to: AttributeMap, readNumber: ReadNumber): Change[] {
  const changes: Change[] = [];
  compare(mapSteps(from, to), '');
  return changes;

  function compare(steps: Step[], parent: string): void {
    for (const [segment, old, now] of steps) {
      if (sameValue(old, now)) continue;
      const path = joinPath(parent, segment);
      if (old?.M && now?.M) compare(mapSteps(old.M, now.M), path);
      else if (old?.L && now?.L) compare(listSteps(old.L, now.L), path);
      else changes.push(change(path, old, now));
    }
  }

  function change(path: string, old: AttributeValue | undefined, now: AttributeValue | undefined): Change {
    const kind = old == null ? 'added' : now == null ? 'removed' : 'changed';
    const read = (value: AttributeValue | undefined) => (value == null ? undefined : readValue(value, readNumber));
    return { path, kind, from: read(old), to: read(now) };
  }
}

function mapSteps(from: AttributeMap, to: AttributeMap): Step[] {
  const own = (map: AttributeMap, name: string) => (Object.hasOwn(map, name) ? map[name] : undefined);
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return Array.from(names, (name) => [name, own(from, name), own(to, name)]);
}

function listSteps(from: AttributeValue[], to: AttributeValue[]): Step[] {
  const length = Math.max(from.length, to.length);
  return Array.from({ length }, (_, index) => [index, from[index], to[index]]);
}

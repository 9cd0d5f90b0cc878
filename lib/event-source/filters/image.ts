import { isObject } from '../../errors.js';
import { looksLikeMatcher } from '../../patterns/matcher.js';
import { joinPath, parsePath } from '../../records/path.js';
import {
  absentOr,
  anyOf,
  attributeAlternatives,
  canName,
  type Fragment,
  keyAlternatives,
  readsAsStep,
} from './fragment.js';
import { type Leaf, leafOf, type Widen } from './leaf.js';
import { both, EVERYTHING, either, type Wanted, wanting, write } from './wanted.js';

/** An image of the record, or its keys, as filters see it. */
export type Image = 'NewImage' | 'OldImage' | 'Keys';

const NAMES: Readonly<Record<Image, string>> = { NewImage: 'newImage', OldImage: 'oldImage', Keys: 'keys' };

/** Translates a pattern over an image, which is known to be sound; reasons call it by the `name` that it has in the filter. */
export function wantedOfPattern(pattern: unknown, image: Image, widen: Widen, name = NAMES[image]): Wanted {
  return wantedAt(pattern, ['dynamodb', image], name, image, widen);
}

/** Translates what `@OnChange` asks of the value at a path. */
export function wantedOfPath(path: unknown, matchers: unknown, image: Image, widen: Widen): Wanted {
  const [name, ...inner] = parsePath(path, '');
  const at = `${NAMES[image]} at ${path}`;
  const leaf = leafOf(matchers, (reason) => widen(`${at}: ${reason}`));
  if (leaf === undefined) return EVERYTHING;
  const names = [name, ...inner].map(String);
  const unaskable = names.find((each) => !canName(each, false));
  if (unaskable !== undefined) {
    widen(`${at}: Lambda cannot ask for an attribute named ${JSON.stringify(unaskable)}`);
    return EVERYTHING;
  }
  const place = ['dynamodb', image, name];
  if (names.some(readsAsStep)) widen(`${at}: to Lambda, a dot in a name is the same as a step into a map`);
  if (inner.length === 0) return wantedOfLeaf(leaf, place, at, attributeAlternatives, widen);
  if (leaf.orAbsent) {
    widen(`${at}: Lambda cannot ask whether something is missing inside of an attribute`);
    return EVERYTHING;
  }
  if (inner.some((segment) => typeof segment === 'number')) widen(`${at}: Lambda takes any element of a list`);
  const fragment = inner.reduceRight<Fragment>(
    (part, segment) => (typeof segment === 'number' ? { L: part } : { M: Object.fromEntries([[segment, part]]) }),
    anyOf(attributeAlternatives(leaf)),
  );
  return wanting({ place, alternatives: [fragment] });
}

function wantedAt(
  pattern: unknown,
  place: readonly string[],
  at: string,
  image: Image | undefined,
  widen: Widen,
): Wanted {
  return Object.entries(isObject(pattern) ? pattern : {}).reduce((wanted, [name, written]) => {
    if (name === '$or') {
      const options = [written].flat().map((each) => wantedAt(each, place, at, image, widen));
      return both(wanted, either(options), widen);
    }
    const there = joinPath(at, name);
    if (readsAsStep(name)) widen(`${there}: to Lambda, a dot in a name is the same as a step into a map`);
    const isPattern = isObject(written) && !looksLikeMatcher(written);
    const one = isPattern
      ? wantedInside(written, [...place, name], there, widen)
      : wantedOfMatchers(written, [...place, name], there, image, widen);
    return both(wanted, one, widen);
  }, EVERYTHING);
}

/** A map, or a list of maps of which one has to match. */
function wantedInside(pattern: object, place: readonly string[], at: string, widen: Widen): Wanted {
  const inside = write(wantedAt(pattern, [], at, undefined, widen), (reason) => widen(`${at}: ${reason}`), true);
  if (Object.keys(inside).length === 0) return EVERYTHING;
  return wanting({ place, alternatives: [{ M: inside }, { L: { M: inside } }] });
}

function wantedOfMatchers(
  matchers: unknown,
  place: readonly string[],
  at: string,
  image: Image | undefined,
  widen: Widen,
): Wanted {
  const leaf = leafOf(matchers, (reason) => widen(`${at}: ${reason}`));
  if (leaf === undefined) return EVERYTHING;
  if (leaf.orAbsent && image === undefined) {
    widen(`${at}: Lambda cannot ask whether something is missing inside of an attribute`);
    return EVERYTHING;
  }
  return wantedOfLeaf(leaf, place, at, image === 'Keys' ? keyAlternatives : attributeAlternatives, widen);
}

function wantedOfLeaf(
  leaf: Leaf,
  place: readonly string[],
  at: string,
  present: (leaf: Leaf) => readonly Fragment[],
  widen: Widen,
): Wanted {
  const alternativesOf = (values: Leaf) => (values.orAbsent ? [absentOr(values)] : present(values));
  if (leaf.orAbsent) {
    if (place.some(readsAsStep)) {
      widen(`${at}: Lambda cannot ask whether an attribute is missing whose name is also a step into a map`);
      return EVERYTHING;
    }
    widen(`${at}: to Lambda, a list or a map looks as if the attribute were missing`);
  }
  return wanting({ place, alternatives: alternativesOf(leaf), leaf: { values: leaf, alternativesOf } });
}

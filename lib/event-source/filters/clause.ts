import { isObject } from '../../errors.js';
import { compilePattern } from '../../patterns/compile.js';
import { compileMatchers } from '../../patterns/matcher.js';
import { NOTHING } from '../../records/images.js';
import { parsePath } from '../../records/path.js';
import type { EventName } from '../../records/stream-record.js';
import type { DeclaredRoute } from '../declared-route.js';
import { canName, elements, type Fragment, readsAsStep, scalar } from './fragment.js';
import { wantedOfPath, wantedOfPattern } from './image.js';
import { ABSENT, type LeafValue, leafOf, type Widen } from './leaf.js';
import { both, EVERYTHING, either, type Wanted, wanting, write } from './wanted.js';

/** What handlers want of the records of some kinds. */
export interface Clause {
  readonly eventNames: readonly EventName[];
  readonly wanted: Wanted;
  /** The handlers' ids. */
  readonly ids: readonly string[];
  /** What handlers want beyond this, a sentence for each thing that a filter cannot say. */
  readonly widened: readonly string[];
}

/** The clause as a Lambda pattern. */
export function patternOf({ eventNames, wanted }: Clause, widen: Widen = () => undefined): Fragment {
  return { eventName: eventNames, ...write(wanted, widen) };
}

/** The clause with what it does not ask for, and why. */
export function widenedBy(clause: Clause, reasons: readonly string[]): Clause {
  return { ...clause, widened: [...clause.widened, ...reasons.map((reason) => `${clause.ids.join(', ')}: ${reason}`)] };
}

/** What a route wants, for each kind of record of which one can pass. */
export function clausesOf(route: DeclaredRoute): Clause[] {
  return route.eventNames.flatMap((eventName) => {
    const widened: string[] = [];
    const wanted = wantedOf(route, eventName, (reason) => void widened.push(`${route.id}: ${reason}`));
    return wanted ? [{ eventNames: [eventName], wanted, ids: [route.id], widened }] : [];
  });
}

function wantedOf({ declaration, tableFilter }: DeclaredRoute, eventName: EventName, widen: Widen): Wanted | undefined {
  const filter: Readonly<Record<string, unknown>> = { ...Object(declaration.filter) };
  const parts = [
    wantedOfFilter({ ...Object(tableFilter) }, eventName, widen),
    wantedOfFilter(filter, eventName, widen),
    declaration.decorator === 'OnChange'
      ? wantedOfChanges([declaration.paths].flat(), filter, eventName, widen)
      : EVERYTHING,
  ];
  return parts.reduce((wanted, part) => wanted && part && both(wanted, part, widen), EVERYTHING);
}

function wantedOfFilter(
  { item, newImage, oldImage, keys, by, when }: Readonly<Record<string, unknown>>,
  eventName: EventName,
  widen: Widen,
): Wanted | undefined {
  if (when !== undefined) widen('its "when" is a function, which no filter can hold');
  const ofItem =
    item === undefined
      ? EVERYTHING
      : wantedOfPattern(item, eventName === 'REMOVE' ? 'OldImage' : 'NewImage', widen, 'item');
  const ofNew = imageWanted(newImage, 'NewImage', eventName !== 'REMOVE', widen);
  const ofOld = imageWanted(oldImage, 'OldImage', eventName !== 'INSERT', widen);
  const ofKeys = imageWanted(keys, 'Keys', true, widen);
  return [ofNew, ofOld, ofKeys, by === undefined ? EVERYTHING : removal(by)].reduce(
    (wanted, part) => wanted && part && both(wanted, part, widen),
    ofItem,
  );
}

/** What the pattern says of an image that no such record has is known without one. */
function imageWanted(
  pattern: unknown,
  image: 'NewImage' | 'OldImage' | 'Keys',
  isThere: boolean,
  widen: Widen,
): Wanted | undefined {
  if (pattern === undefined) return EVERYTHING;
  if (isThere) return wantedOfPattern(pattern, image, widen);
  return compilePattern(pattern, '')(NOTHING) ? EVERYTHING : undefined;
}

/** DynamoDB signs the deletions of its time to live. */
function removal(by: unknown): Wanted {
  const signature = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
  const signed = Object.fromEntries(Object.entries(signature).map(([field, value]) => [field, [value]]));
  const unsigned = Object.entries(signature).map(([field, value]) => ({
    [field]: [ABSENT, { 'anything-but': [value] }],
  }));
  return wanting({ place: ['userIdentity'], alternatives: by === 'ttl' ? [signed] : unsigned });
}

function wantedOfChanges(
  paths: readonly unknown[],
  filter: Readonly<Record<string, unknown>>,
  eventName: EventName,
  widen: Widen,
): Wanted | undefined {
  const each = paths.map((path) => wantedOfChange(path, filter, eventName, widen)).filter((one) => one !== undefined);
  return each.length === 0 ? undefined : either(each);
}

/** A change from missing has no old value, one to missing no new one. */
function wantedOfChange(
  path: unknown,
  { from, to }: Readonly<Record<string, unknown>>,
  eventName: EventName,
  widen: Widen,
): Wanted | undefined {
  if (eventName !== 'MODIFY') {
    const [gone, there, image] =
      eventName === 'INSERT' ? ([from, to, 'NewImage'] as const) : ([to, from, 'OldImage'] as const);
    if (gone !== undefined && !compileMatchers(gone, '')(undefined)) return undefined;
    if (there !== undefined) return wantedOfPath(path, there, image, widen);
    widen(`Lambda cannot ask whether ${path} is there, whatever its type`);
    return EVERYTHING;
  }
  const became = soleLiteral(path, from, to);
  if (became !== undefined) {
    widen(`whether ${path} has changed is not known of lists and sets`);
    return becoming(became);
  }
  widen(
    areDisjoint(from, to)
      ? `whether ${path} has changed is not known of lists and sets`
      : `Lambda cannot compare the images, so ${path} may have changed or not`,
  );
  const ofOld = from === undefined ? EVERYTHING : wantedOfPath(path, from, 'OldImage', widen);
  const ofNew = to === undefined ? EVERYTHING : wantedOfPath(path, to, 'NewImage', widen);
  return both(ofOld, ofNew, widen);
}

/** Whether no single value is both an old and a new one, so that it must have changed. */
function areDisjoint(from: unknown, to: unknown): boolean {
  const [before, after] = [[from].flat(), [to].flat()];
  const areLiterals = ![...before, ...after].some((one) => isObject(one) || one === undefined);
  return areLiterals && !before.some((value) => after.some((other) => String(value) === String(other)));
}

/** That an attribute has, or had, one value, and in the other image not that value. */
interface Becoming {
  readonly name: string;
  readonly value: LeafValue;
  readonly type: 'S' | 'N' | 'BOOL';
  readonly image: 'NewImage' | 'OldImage';
}

/** Where one value is asked for, before or after, a change needs another one on the other side: that can be asked. */
function soleLiteral(path: unknown, from: unknown, to: unknown): Becoming | undefined {
  const [name, ...inner] = parsePath(path, '');
  const isOneSided = (from === undefined) !== (to === undefined);
  const [literal, ...others] = [from ?? to].flat();
  if (!isOneSided || others.length > 0 || inner.length > 0 || isObject(literal) || literal === null) return undefined;
  if (readsAsStep(name) || !canName(name, true)) return undefined;
  const [[type, values] = []] = leafOf(literal, () => undefined)?.accepts ?? [];
  const value = values?.[0];
  if (value === undefined || type === undefined || type === 'B' || type === 'NULL') return undefined;
  return { name, value, type, image: from === undefined ? 'NewImage' : 'OldImage' };
}

function becoming({ name, value, type, image }: Becoming): Wanted {
  const other = image === 'NewImage' ? 'OldImage' : 'NewImage';
  const at = (side: string, alternatives: readonly Fragment[]) =>
    wanting({ place: ['dynamodb', side, name], alternatives });
  const anotherValue = type === 'BOOL' ? value !== true : { 'anything-but': [value] };
  const asOneValue = both(
    at(image, [scalar(type, [value])]),
    at(other, [scalar(type, [ABSENT, anotherValue])]),
    () => undefined,
  );
  return either([asOneValue, at(image, elements(type, [value]))]);
}

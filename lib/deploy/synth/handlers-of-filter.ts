import { isObject } from '../../errors.js';
import type { RouteDescription } from '../../manifest.js';

const IMAGES = { NewImage: 'newImage', OldImage: 'oldImage', Keys: 'keys' } as const;

/**
 * The ids of the handlers that a derived filter may be for, for comments: those that hear its events, and ask about each
 * attribute that it insists on. A manifest does not tell more.
 */
export function handlersOf(pattern: string, routes: readonly RouteDescription[]): string[] {
  const filter: unknown = JSON.parse(pattern);
  const hearing = routes.filter((route) => hearsEvents(filter, route));
  const asking = hearing.filter((route) => asksAbout(filter, route));
  return [...new Set((asking.length > 0 ? asking : hearing).map(({ id }) => id))];
}

function hearsEvents(filter: unknown, { eventNames }: RouteDescription): boolean {
  const named = isObject(filter) ? filter.eventName : undefined;
  return !Array.isArray(named) || eventNames.some((name) => named.includes(name));
}

function asksAbout(filter: unknown, { patterns = {}, tablePatterns = {}, paths = [] }: RouteDescription): boolean {
  if (!isObject(filter)) return true;
  const asked = [patterns, tablePatterns];
  if (filter.userIdentity !== undefined && !asked.some(({ by }) => by !== undefined)) return false;
  const { dynamodb } = filter;
  if (!isObject(dynamodb)) return true;
  const changing = paths.flatMap((path) => /^[^.[]+/.exec(path) ?? []);
  return Object.entries(IMAGES).every(([image, key]) => {
    // Where a filter has alternatives, nobody has to ask about all of them.
    const insistedOn = Object.keys(Object(dynamodb[image])).filter((attribute) => attribute !== '$or');
    const known = [...asked.flatMap((one) => Object.keys(Object(one[key]))), ...changing];
    const mayBeAnything = asked.some((one) => Object.hasOwn(Object(one[key]), '$or'));
    return mayBeAnything || insistedOn.every((attribute) => known.includes(attribute));
  });
}

import type { DeclaredRoute } from './event-source/declared-route.js';
import { compilePattern } from './patterns/compile.js';
import { NOTHING } from './records/images.js';
import type { EventName } from './records/stream-record.js';

type Filter = Readonly<Record<string, unknown>>;

const ITEM = 'item is the new image on INSERT and MODIFY, and the old image on REMOVE';

/**
 * Finds the events that a decorator names and that a filter keeps from its method: the filter of the class, or the
 * decorator's own where `on` names the event.
 */
export function excludedEvents(declared: readonly DeclaredRoute[]): string[] {
  const methods = new Map(declared.map(({ id }) => [id, declared.filter((route) => route.id === id)]));
  return Array.from(methods, ([id, routes]) => [...byClass(id, routes), ...routes.flatMap(byOn)]).flat();
}

/** What the filter of the class keeps from a method, of all that its decorators let pass. */
function byClass(id: string, routes: readonly DeclaredRoute[]): string[] {
  const filter: Filter = Object(routes[0]?.tableFilter);
  const filterName = `${routes[0]?.filterOf}'s filter`;
  const eventNames = [...new Set(routes.flatMap((route) => route.eventNames))];
  const excluded = eventNames.map((name) => missingImage(name, filter)).filter((one) => one !== undefined);
  const why = ({ eventName, key, image }: MissingImage) =>
    `${filterName} has a pattern for ${key}, and a record of ${eventName} has no ${image}`;
  const advice = (keys: readonly string[]) => `Use item in place of ${keys.join(' and ')}: ${ITEM}.`;
  if (excluded.length === eventNames.length)
    return [`${id} never runs: ${excluded.map(why).join('; ')}. ${advice(excluded.map(({ key }) => key))}`];
  return excluded.map((one) => `${id} gets no ${one.eventName}: ${why(one)}. ${advice([one.key])}`);
}

/** What a decorator's own filter keeps from its method although `on` names it. */
function byOn({ id, eventNames, declaration }: DeclaredRoute): string[] {
  const filter: Filter = Object(declaration.filter);
  const named = EXCLUDABLE.filter((name) => [filter.on].flat().includes(name) && !eventNames.includes(name));
  return named.map((eventName) => {
    const missing = missingImage(eventName, filter);
    const beginning = `${id} gets no ${eventName}, though "on" names it`;
    if (missing)
      return (
        `${beginning}: its filter has a pattern for ${missing.key}, and a record of ${eventName} has no ${missing.image}. ` +
        `Use item in place of ${missing.key}: ${ITEM}. Or leave ${eventName} out of "on".`
      );
    const key = eventName === 'INSERT' ? 'from' : 'to';
    return (
      `${beginning}: "${key}" asks for a value, and ${eventName} is a change ${key} missing. ` +
      `Add { exists: false } to "${key}", or leave ${eventName} out of "on".`
    );
  });
}

const EXCLUDABLE = ['INSERT', 'REMOVE'] as const;

interface MissingImage {
  readonly eventName: EventName;
  readonly key: string;
  readonly image: string;
}

/** The pattern that no record of an event can match, since its image is missing. */
function missingImage(eventName: EventName, filter: Filter): MissingImage | undefined {
  if (eventName === 'MODIFY') return undefined;
  const key = eventName === 'INSERT' ? 'oldImage' : 'newImage';
  const pattern = filter[key];
  if (pattern === undefined || compilePattern(pattern, key)(NOTHING)) return undefined;
  return { eventName, key, image: eventName === 'INSERT' ? 'old image' : 'new image' };
}

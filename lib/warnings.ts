import type { Log } from './dispatch/log.js';
import type { DeclaredRoute } from './event-source/declared-route.js';
import { ownFilterWarnings } from './event-source/own-filters/own-filter-warnings.js';
import { excludedEvents } from './excluded-events.js';
import type { BootstrapOptions } from './options.js';
import { misspelledMatchers } from './patterns/misspelled.js';

const PATTERNS = ['keys', 'item', 'newImage', 'oldImage'];

/** Warns of what is allowed, and was hardly meant. */
export function warnOfMistakes(
  handlers: unknown,
  { resolve, eventSource }: BootstrapOptions,
  declared: readonly DeclaredRoute[],
  log: Log,
): void {
  const warnings = [
    ...(resolve ? [] : [handlers].flat().flatMap(ofConstructor)),
    ...excludedEvents(declared),
    ...ownFilterWarnings(eventSource?.filters, declared),
    ...declared.flatMap(({ id, declaration, tableFilter, filterOf }) => [
      ...ofMatchers(declaration.filter, id),
      ...ofMatchers(tableFilter, `${id.slice(0, id.lastIndexOf('.'))}: ${filterOf}`),
    ]),
  ];
  for (const warning of new Set(warnings)) log.warn(`onstream: ${warning}`);
}

function ofConstructor(handlerClass: unknown): string[] {
  if (typeof handlerClass !== 'function' || handlerClass.length === 0) return [];
  const { name, length } = handlerClass;
  return [
    `${name}: found a constructor with ${length} parameter${length > 1 ? 's' : ''} that gets none, expected an instance, or resolve to make it`,
  ];
}

function ofMatchers(filter: unknown, where: string): string[] {
  const found = PATTERNS.flatMap((key) => misspelledMatchers(Object(filter)[key], `${where}.${key}`));
  return found.map(
    ({ where: at, name, expected }) =>
      `${at}: found ${name}, which is taken for an attribute inside of a map, expected ${expected}`,
  );
}

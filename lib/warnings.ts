import type { DeclaredRoute } from './event-source/declared-route.js';
import { misspelledMatchers } from './patterns/misspelled.js';
import type { Logger } from './routing/handler.js';

const PATTERNS = ['keys', 'newImage', 'oldImage'];

/** Warns of what is allowed, and was hardly meant. */
export function warnOfMisspelled(declared: readonly DeclaredRoute[], logger: Logger): void {
  const warnings = declared.flatMap(({ id, declaration, tableFilter }) => [
    ...warningsOf(declaration.filter, id),
    ...warningsOf(tableFilter, `${id.slice(0, id.lastIndexOf('.'))}: @Table`),
  ]);
  for (const warning of new Set(warnings)) logger.warn?.(warning);
}

function warningsOf(filter: unknown, where: string): string[] {
  const found = PATTERNS.flatMap((key) => misspelledMatchers(Object(filter)[key], `${where}.${key}`));
  return found.map(
    ({ where: at, name, matcher }) =>
      `onstream: ${at}: found ${name}, which is taken for an attribute inside of a map, expected ${matcher} if it is a matcher`,
  );
}

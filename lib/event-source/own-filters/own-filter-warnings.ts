import type { DeclaredRoute } from '../declared-route.js';
import { heldBack } from './held-back.js';
import { mistakesIn } from './never-matching.js';

/** Warns of what filters of one's own, which compile, never match, and of the handlers that they keep records from. */
export function ownFilterWarnings(filters: unknown, declared: readonly DeclaredRoute[]): string[] {
  if (!Array.isArray(filters)) return [];
  // As they are deployed: without keys whose value is undefined.
  const deployed: readonly object[] = JSON.parse(JSON.stringify(filters));
  const mistakes = deployed.flatMap((filter, index) =>
    mistakesIn(filter).map(({ at, reason }) => `eventSource.filters[${index}] at ${at}: ${reason}`),
  );
  return [...mistakes, ...heldBack(deployed, declared)];
}

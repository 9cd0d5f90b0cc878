import { mapEntries, type Plan } from './plan.js';

/** Narrows a plan to the handlers with these ids. A record that none of them wants is skipped, as any other. */
export function selectHandlers(plan: Plan, ids: readonly string[]): Plan {
  return mapEntries(plan, (entries) => entries.filter(({ handler }) => ids.includes(handler.info.id)));
}

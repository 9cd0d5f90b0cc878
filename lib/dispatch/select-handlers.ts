import type { Plan } from './plan.js';

/** Narrows a plan to the handlers with these ids. A record that none of them wants is skipped, as any other. */
export function selectHandlers(plan: Plan, ids: readonly string[]): Plan {
  return {
    ...plan,
    routesOf(table) {
      const { entries, ...routes } = plan.routesOf(table);
      const selected = Array.from(entries, ([eventName, handlers]) => {
        return [eventName, handlers.filter(({ handler }) => ids.includes(handler.info.id))] as const;
      });
      return { ...routes, entries: new Map(selected) };
    },
  };
}

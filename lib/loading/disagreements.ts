import { bootstrapped } from './bootstrapped.js';
import type { ExportedHandler } from './lambda-handler.js';

/** A line for each parameter of the event source mapping that handlers disagree on. */
export function disagreements(handlers: readonly ExportedHandler[]): string[] {
  const configs = handlers.map(({ name, handler }) => {
    return { name, config: new Map(Object.entries(bootstrapped(handler)?.manifest.eventSource ?? {})) };
  });
  const parameters = new Set(configs.flatMap(({ config }) => [...config.keys()]));
  return [...parameters].flatMap((parameter) => {
    const told = configs.map(({ name, config }) => {
      return { name, value: config.has(parameter) ? JSON.stringify(config.get(parameter)) : "AWS's default" };
    });
    if (new Set(told.map(({ value }) => value)).size === 1) return [];
    return [`  ${parameter}: ${told.map(({ name, value }) => `${value} for ${name}`).join(', ')}`];
  });
}

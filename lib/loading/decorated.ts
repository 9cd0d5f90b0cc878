import type { Handlers } from '../bootstrap.js';
import { fluentStreamOf } from '../fluent.js';
import { groupOf } from '../groups.js';

/** Something that a module exports for `bootstrap` to take, under the first of its names. */
export interface Decorated {
  readonly exportName: string;
  readonly handlers: Handlers;
}

/** The classes with decorated methods, and the `stream()`s, among a module's exports. */
export function decoratedIn(exported: ReadonlyMap<string, unknown>): Decorated[] {
  const found = new Map<Handlers, string>();
  for (const [exportName, value] of exported) if (isDecorated(value) && !found.has(value)) found.set(value, exportName);
  return Array.from(found, ([handlers, exportName]) => ({ exportName, handlers }));
}

/** A class whose handlers another one of them inherits: both would run for the same records. */
export function inheritedTwice(decorated: readonly Decorated[]): readonly [base: string, derived: string] | undefined {
  for (const base of decorated) {
    const derived = decorated.find(({ handlers }) => isBaseOf(base.handlers, handlers));
    if (derived) return [base.exportName, derived.exportName];
  }
  return undefined;
}

function isDecorated(value: unknown): value is Handlers {
  if (fluentStreamOf(value)) return true;
  if (typeof value !== 'function' || typeof value.prototype !== 'object') return false;
  // With something to resolve it with, a class is not made an instance of.
  const [, , methods] = groupOf(value, () => undefined);
  return methods.length > 0;
}

function isBaseOf(base: Handlers, derived: Handlers): boolean {
  return typeof base === 'function' && Object.prototype.isPrototypeOf.call(base, derived);
}

import type { DispatchingHandler } from '../bootstrap-observer.js';
import { ConfigurationError } from '../errors.js';
import { bootstrapped } from './bootstrapped.js';
import type { LoadedHandler } from './handler-module.js';
import type { StreamHandler } from './lambda-handler.js';

type Found = Pick<LoadedHandler, 'onstream' | 'candidates' | 'isObserved'>;

/**
 * Finds the handler that `bootstrap` made: the exported function itself, or the one that it wraps. A wrapper such as middy's
 * does not show what it calls, so it is the only one that was made while the module was loaded; one that is exported
 * itself counts only where there is no other.
 */
export function behind(
  handler: StreamHandler,
  made: readonly DispatchingHandler[],
  exported: readonly unknown[],
): Found {
  const own = bootstrapped(handler);
  if (own) {
    // A proxy, or a function that got the properties of the one that it wraps, is not the handler itself.
    const wrapped = made.find((one) => one !== own && one.dispatch === own.dispatch);
    return wrapped
      ? { onstream: wrapped, candidates: [wrapped], isObserved: true }
      : { onstream: own, candidates: [], isObserved: made.includes(own) };
  }
  const hidden = made.filter((one) => !exported.includes(one));
  const candidates = hidden.length > 0 ? hidden : made;
  return { onstream: candidates.length === 1 ? candidates[0] : undefined, candidates, isObserved: true };
}

/** The handler that `bootstrap` made. @throws ConfigurationError, which says why it cannot be known */
export function onstreamOf({ name, onstream, candidates }: LoadedHandler, file: string): DispatchingHandler {
  if (onstream) return onstream;
  if (candidates.length === 0)
    throw new ConfigurationError(
      `${file}: ${name} is a function that bootstrap() did not make, and bootstrap() was not called while the module was ` +
        'loaded. Expected: export const handler = bootstrap(OrderHandlers), or a function around that, such as ' +
        'middy(bootstrap(OrderHandlers)). Call bootstrap() at the top level of the module, not when the first event arrives.',
    );
  throw new ConfigurationError(
    `${file}: ${name} is a function that bootstrap() did not make, and which of ${candidates.length} handlers it wraps ` +
      `cannot be seen: ${candidates.map(describeHandler).join('; ')}. Give each Lambda handler a module of its own, or export the ` +
      `handlers that ${name} does not wrap as they are. If it calls all of them, give them to one bootstrap([…, …]).`,
  );
}

/** A handler by what it runs, such as `Orders.confirm, Orders.ship and 3 more`. */
export function describeHandler({ manifest }: DispatchingHandler): string {
  const ids = [...new Set(manifest.routes.map(({ id }) => id))];
  const [first, second, ...others] = ids;
  return [first, second].filter(Boolean).join(', ') + (others.length > 0 ? ` and ${others.length} more` : '');
}

import type { DispatchingHandler } from '../bootstrap-observer.js';
import type { LambdaHandler } from './lambda-handler.js';

/** A handler that `bootstrap` made, which knows who handles what; `undefined` for any other. */
export function bootstrapped(handler: LambdaHandler<never>): DispatchingHandler | undefined {
  return isBootstrapped(handler) ? handler : undefined;
}

function isBootstrapped(handler: unknown): handler is DispatchingHandler {
  return typeof handler === 'function' && 'dispatch' in handler && 'manifest' in handler;
}

import type { StreamHandler as BootstrappedHandler } from '../bootstrap.js';
import type { LambdaHandler } from './lambda-handler.js';

/** A handler that `bootstrap` made, which tells who handles what; `undefined` for any other. */
export function bootstrapped(handler: LambdaHandler<never>): BootstrappedHandler | undefined {
  return isBootstrapped(handler) ? handler : undefined;
}

function isBootstrapped(handler: unknown): handler is BootstrappedHandler {
  return typeof handler === 'function' && 'dispatch' in handler && 'manifest' in handler;
}

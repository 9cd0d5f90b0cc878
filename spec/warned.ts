import { type BootstrapOptions, bootstrap } from '../lib/index.js';

/** What `bootstrap` warns of. */
export function warnedOf(handlers: object, options: BootstrapOptions = {}): string[] {
  const warnings: string[] = [];
  bootstrap(handlers, { ...options, logger: { ...console, warn: (message: string) => warnings.push(message) } });
  return warnings;
}

import { found } from '../errors.js';
import type { StreamHandler } from './lambda-handler.js';

/** A handler that `bootstrap` made tells more than others: who handled each record, and what the decorators say. */
export interface LoadedHandler {
  readonly name: string;
  readonly handler: StreamHandler;
}

/** What came of loading the sources once more. */
export type Loading =
  | { readonly loaded: LoadedHandler }
  /** Why there is no handler: what is wrong with the sources, with the line, or what the module threw. */
  | { readonly problem: string; readonly error?: unknown };

/**
 * The Lambda handler that a module exports: `handler`, else its default export, else the only function among its
 * exports. A problem where it exports none, or several.
 */
export function handlerOf(module: object, file: string): Loading {
  const exported = new Map<string, unknown>(Object.entries(module));
  const inner = exported.get('default');
  // A CommonJS module arrives as the default export, with its own exports as properties.
  if (typeof inner === 'object' && inner !== null) {
    exported.delete('default');
    for (const [name, value] of Object.entries(inner)) if (!exported.has(name)) exported.set(name, value);
  }
  const functions = [...exported].filter((entry): entry is [string, StreamHandler] => isHandler(entry[1]));
  const named = functions.find(([name]) => name === 'handler') ?? functions.find(([name]) => name === 'default');
  const [only] = functions;
  const chosen = named ?? (functions.length === 1 ? only : undefined);
  if (chosen) return { loaded: { name: chosen[0], handler: chosen[1] } };
  const what = exported.has('handler')
    ? `${found(exported.get('handler'))} as handler`
    : exported.size === 0
      ? 'no exports'
      : `the exports ${[...exported.keys()].join(', ')}`;
  return {
    problem:
      `${file}: found ${what}, expected a Lambda handler, such as: ` +
      'export const handler = bootstrap(OrderHandlers)',
  };
}

function isHandler(value: unknown): value is StreamHandler {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}

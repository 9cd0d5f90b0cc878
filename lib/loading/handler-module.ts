import { bootstrap } from '../bootstrap.js';
import type { DispatchingHandler } from '../bootstrap-observer.js';
import { found } from '../errors.js';
import { behind } from './behind-wrapper.js';
import { bootstrapped } from './bootstrapped.js';
import { decoratedIn, inheritedTwice } from './decorated.js';
import { disagreements } from './disagreements.js';
import type { ExportedHandler } from './lambda-handler.js';

/** A module's handler. The one that `bootstrap` made knows more: who handled each record, and what the decorators say. */
export interface LoadedHandler extends ExportedHandler {
  /** The handler that `bootstrap` made: the exported one, or the only one that can be behind it. */
  readonly onstream: DispatchingHandler | undefined;
  /** All that can be behind a function that `bootstrap` did not make. */
  readonly candidates: readonly DispatchingHandler[];
  /** Whether what `bootstrap` made can be observed and narrowed: not where an older version of onstream made it. */
  readonly isObserved: boolean;
  /** The exports that it was made of here, for a module with decorated classes that bootstraps none of them. */
  readonly madeOf?: readonly string[];
  /** What else the module exports that `bootstrap` made. */
  readonly others?: readonly ExportedHandler[];
}

/** What came of loading the sources once more. */
export type Loading =
  | { readonly loaded: LoadedHandler }
  /** Why there is no handler: what is wrong with the sources, with the line, or what the module threw. */
  | { readonly problem: string; readonly error?: unknown };

const EXAMPLE = 'export const handler = bootstrap(OrderHandlers)';

/**
 * The Lambda handler that a module exports: `handler`, else its default export, else the only one among its exports that
 * `bootstrap` made, else the only function where `bootstrap` made something, which is taken to wrap that. Where it
 * bootstraps nothing, one that is made here of all its decorated classes; without such, the only function among its
 * exports. A problem where it exports none of these, or several.
 *
 * @param made what `bootstrap` made while the module was loaded
 * @throws ConfigurationError where the decorated classes cannot be bootstrapped
 */
export function handlerOf(module: object, file: string, made: readonly DispatchingHandler[]): Loading {
  const exported = exportsOf(module);
  const functions = Array.from(exported, ([name, handler]) => ({ name, handler })).filter(isHandler);
  const ofBootstrap = functions.filter(({ handler }) => bootstrapped(handler));
  const named = functions.find(({ name }) => name === 'handler') ?? functions.find(({ name }) => name === 'default');
  const decorated = decoratedIn(exported);
  const isWrapping = ofBootstrap.length === 0 && made.length > 0 && functions.length > 0;
  const chosen = named ?? only(ofBootstrap) ?? (isWrapping && decorated.length === 0 ? only(functions) : undefined);
  if (chosen) {
    const found = behind(chosen.handler, made, [...exported.values()]);
    const others = ofBootstrap.filter(({ handler }) => handler !== chosen.handler && handler !== found.onstream);
    return { loaded: { ...chosen, ...found, others } };
  }
  if (ofBootstrap.length > 1) return { problem: `${file}: ${tooMany(ofBootstrap)}` };
  if (isWrapping) return { problem: `${file}: ${unnamed(functions)}` };

  const twice = inheritedTwice(decorated);
  if (twice) {
    const [base, derived] = twice;
    return {
      problem:
        `${file}: found ${base} and ${derived}, which extends it, so that both hear the same records, expected one that ` +
        `says which of them is to handle records: export const handler = bootstrap(${derived})`,
    };
  }
  if (decorated.length > 0) {
    const handler: DispatchingHandler = bootstrap(decorated.map(({ handlers }) => handlers));
    const madeOf = decorated.map(({ exportName }) => exportName);
    return { loaded: { name: 'handler', handler, onstream: handler, candidates: [], isObserved: true, madeOf } };
  }

  const function_ = only(functions);
  if (function_) return { loaded: { ...function_, onstream: undefined, candidates: [], isObserved: false } };
  const what = exported.has('handler')
    ? `${found(exported.get('handler'))} as handler`
    : exported.size === 0
      ? 'no exports'
      : `the exports ${[...exported.keys()].join(', ')}${[...exported.values()].some(isClass) ? ', and no decorated method' : ''}`;
  return { problem: `${file}: found ${what}, expected a Lambda handler, such as: ${EXAMPLE}` };
}

function exportsOf(module: object): Map<string, unknown> {
  const exported = new Map<string, unknown>(Object.entries(module));
  const inner = exported.get('default');
  // A CommonJS module arrives as the default export, with its own exports as properties.
  if (typeof inner === 'object' && inner !== null) {
    exported.delete('default');
    for (const [name, value] of Object.entries(inner)) if (!exported.has(name)) exported.set(name, value);
  }
  return exported;
}

function isHandler(one: { name: string; handler: unknown }): one is ExportedHandler {
  return typeof one.handler === 'function' && !isClass(one.handler);
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** The only one of them; the same handler may be exported under several names. */
function only(handlers: readonly ExportedHandler[]): ExportedHandler | undefined {
  const [first] = handlers;
  return handlers.every(({ handler }) => handler === first?.handler) ? first : undefined;
}

/** Of functions that bootstrap() did not make, where it made something: one of them may wrap that, or several. */
function unnamed(functions: readonly ExportedHandler[]): string {
  const names = functions.map(({ name }) => name).join(', ');
  return (
    `found the function${functions.length === 1 ? '' : 's'} ${names} and no export called handler, so that it is not clear ` +
    'which function Lambda is to call. Call it handler: export const handler = middy(bootstrap(OrderHandlers))'
  );
}

function tooMany(made: readonly ExportedHandler[]): string {
  const names = made.map(({ name }) => name).join(', ');
  const differing = disagreements(made);
  const why =
    differing.length === 0 ? '' : `\nThey disagree on how Lambda is to read the stream:\n${differing.join('\n')}`;
  return (
    `found the handlers ${names}, expected one called handler, since a function runs one: rename the one to run, or give ` +
    `each a module of its own${why}`
  );
}

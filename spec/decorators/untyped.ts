/** A decorator as plain JavaScript sees it: the compiler lets it stand anywhere. */
export type UntypedDecorator = (...args: unknown[]) => void;

type AnyFunction = (...args: never[]) => unknown;

/** Whether this file was compiled to standard decorators, rather than to TypeScript's `experimentalDecorators`. */
export const STANDARD = isStandard();

/** A decorator that may stand where the types say that it cannot: `@untyped(OnInsert)`. */
export function untyped(decorator: AnyFunction): UntypedDecorator {
  return (...args) => Reflect.apply(decorator, undefined, args);
}

/** A decorator called with what the types say that it does not take: `@untypedCall(OnInsert, { by: 'ttl' })`. */
export function untypedCall(decorator: AnyFunction, ...args: unknown[]): UntypedDecorator {
  return untyped(Reflect.apply(decorator, undefined, args));
}

function isStandard(): boolean {
  let standard = false;
  const look = (...[, context]: unknown[]): void => {
    standard = typeof context === 'object';
  };
  class Decorated {
    @look method() {}
  }
  return standard && Decorated.length === 0;
}

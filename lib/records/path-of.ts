import type { NumberValue } from './number.js';

/** Values that have nothing to point into. */
type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | Uint8Array
  | NumberValue
  | ReadonlySet<unknown>
  | ((...args: never[]) => unknown);

/** Deeper than items go in practice, and where the compiler stops. */
type Deeper = [never, 0, 1, 2, 3, 4];

/**
 * The paths into an item: `'status'`, `'address.city'`, `` `lines[${number}].qty` ``, in the syntax of `@OnChange`. An
 * item without known attributes has any path.
 */
export type PathOf<T, Depth extends number = 5> = unknown extends T
  ? string
  : T extends object
    ? { [K in keyof T & string]: NamePath<K> | InnerPath<NamePath<K>, T[K], Depth> }[keyof T & string]
    : never;

type NamePath<K extends string> = string extends K
  ? string
  : K extends `${string}${'.' | '[' | ']' | '"' | "'"}${string}`
    ? `["${K}"]`
    : K;

type InnerPath<Prefix extends string, V, Depth extends number> = Depth extends 0
  ? never
  : unknown extends V
    ? `${Prefix}.${string}` | `${Prefix}[${string}`
    : V extends Leaf
      ? never
      : V extends readonly (infer Element)[]
        ? `${Prefix}[${number}]` | InnerPath<`${Prefix}[${number}]`, Element, Deeper[Depth]>
        : V extends object
          ? {
              [K in keyof V & string]: JoinPath<Prefix, K> | InnerPath<JoinPath<Prefix, K>, V[K], Deeper[Depth]>;
            }[keyof V & string]
          : never;

type JoinPath<Prefix extends string, K extends string> = string extends K
  ? `${Prefix}.${string}` | `${Prefix}[${string}`
  : NamePath<K> extends `[${string}`
    ? `${Prefix}${NamePath<K>}`
    : `${Prefix}.${K}`;

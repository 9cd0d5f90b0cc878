/**
 * What an item has at a path of `@OnChange`. `unknown` where the path is not known to the compiler, or written in a way
 * that it does not follow; of several entities, what any of them has there.
 *
 * @example
 * ```ts
 * type Quantity = ValueAt<{ lines: { qty: number }[] }, 'lines[0].qty'>; // number
 * ```
 */
export type ValueAt<T, Path extends string> = string extends Path ? unknown : Known<Inside<T, `.${Path}`>>;

type Known<V> = [V] extends [never] ? unknown : V;

/** `Path` is what is left of it: `.city`, `[0].qty`, `["dotted.name"]`, or nothing. */
type Inside<V, Path extends string> = Path extends ''
  ? V
  : Path extends `.["${infer Name}"]${infer Rest}` | `["${infer Name}"]${infer Rest}`
    ? Inside<Attribute<V, Name>, Rest>
    : Path extends `[${number}]${infer Rest}`
      ? Inside<V extends readonly (infer Element)[] ? Element : unknown extends V ? unknown : never, Rest>
      : Path extends `.${infer Names}`
        ? Names extends `${FirstName<Names>}${infer Rest}`
          ? Inside<Attribute<V, FirstName<Names>>, Rest>
          : never
        : never;

type FirstName<Names extends string> = Names extends `${infer First}[${string}` ? BeforeDot<First> : BeforeDot<Names>;

type BeforeDot<Text extends string> = Text extends `${infer First}.${string}` ? First : Text;

/** Of each entity or map that has it. */
type Attribute<V, Name extends string> = unknown extends V
  ? unknown
  : V extends unknown
    ? Name extends keyof V
      ? V[Name]
      : never
    : never;

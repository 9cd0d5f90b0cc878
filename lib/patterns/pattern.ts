import type { NumberValue } from '../records/number.js';

/** A value that a pattern names outright. Numbers of all kinds compare as decimals. */
export type Literal = string | number | bigint | boolean | null;

export type NumericOperator = '=' | '<' | '<=' | '>' | '>=';

/** One comparison, or two that make a range. */
export type NumericTest =
  | readonly [NumericOperator, number | bigint]
  | readonly [NumericOperator, number | bigint, NumericOperator, number | bigint];

/** A matcher that looks at text. */
type TextMatcher<Operand = string> =
  | { readonly prefix: Operand }
  | { readonly suffix: Operand }
  | { readonly wildcard: Operand }
  | { readonly 'equals-ignore-case': Operand };

/** What `anything-but` can exclude besides literals: one text, or several. */
type ExcludedText = TextMatcher<string | readonly string[]>;

/** A matcher that is not a literal, in the vocabulary of Lambda's and EventBridge's filters. */
export type MatcherObject =
  | TextMatcher
  | { readonly 'anything-but': Literal | readonly Literal[] | ExcludedText }
  | { readonly numeric: NumericTest }
  | { readonly exists: boolean };

/** Matches one value. `V` narrows the literals to those that the attribute can have. */
export type Matcher<V = unknown> = MatcherObject | (unknown extends V ? Literal : LiteralOf<V>);

type LiteralOf<V> = V extends number | bigint | NumberValue ? number | bigint : V extends Literal ? V : never;

/** A matcher, or several of which one must match. */
export type Matchers<V = unknown> = Matcher<V> | readonly Matcher<V>[];

/**
 * A pattern over an item, by attribute: every attribute named must match, `$or` wants one of several patterns to. Where
 * the item is one of several entities, an attribute that they share takes what any of them has.
 *
 * @example
 * ```ts
 * const pattern: Pattern<Order> = {
 *   status: ['PAID', 'SHIPPED'],
 *   total: { numeric: ['>', 100] },
 *   address: { country: ['NL'] },
 * };
 * ```
 */
export type Pattern<T = Record<string, unknown>> = EntityPattern<T, T>;

/** The pattern of one entity, `T`, of all that the item can be: `keyof T` alone would be what they share. */
type EntityPattern<T, All> = {
  readonly [K in keyof T]?:
    | AttributePattern<ElementOf<AttributeOf<All, K>>>
    // An attribute of any name may be `$or`.
    | (string extends K ? readonly Pattern<All>[] : never);
} & { readonly $or?: readonly Pattern<All>[] };

type AttributeOf<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** What one value is matched with, where it is no map; of a list or a set, its elements. */
export type ValueMatchers<V> = unknown extends V ? Matchers : Matchers<ElementOf<V>>;

type AttributePattern<V> = unknown extends V
  ? Matchers | Pattern
  : Matchers<V> | ([MapOf<V>] extends [never] ? never : Pattern<MapOf<V>>);

/** A list or a set matches if one of its elements does; a list within a list is not looked into. */
type ElementOf<V> = V extends readonly (infer Element)[] | ReadonlySet<infer Element> ? Element : V;

/** What has attributes of its own. */
type MapOf<V> = V extends Literal | Uint8Array | NumberValue | readonly unknown[] | ReadonlySet<unknown> | undefined
  ? never
  : V;

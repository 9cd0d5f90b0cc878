/** A value that a pattern names outright. Numbers of all kinds compare as decimals. */
export type Literal = string | number | bigint | boolean | null;

export type NumericOperator = '=' | '<' | '<=' | '>' | '>=';

/** One comparison, or two that make a range. */
export type NumericTest =
  | readonly [NumericOperator, number | bigint]
  | readonly [NumericOperator, number | bigint, NumericOperator, number | bigint];

/** What `anything-but` can exclude besides literals. */
export type TextMatcher =
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly wildcard: string }
  | { readonly 'equals-ignore-case': string };

/** A matcher that is not a literal, in the vocabulary of Lambda's and EventBridge's filters. */
export type MatcherObject =
  | TextMatcher
  | { readonly 'anything-but': Literal | readonly Literal[] | TextMatcher }
  | { readonly numeric: NumericTest }
  | { readonly exists: boolean };

/** Matches one value. `V` narrows the literals to those that the attribute can have. */
export type Matcher<V = unknown> = MatcherObject | (unknown extends V ? Literal : LiteralOf<V>);

type LiteralOf<V> = V extends number | bigint ? number | bigint : V extends Literal ? V : never;

/** A matcher, or several of which one must match. */
export type Matchers<V = unknown> = Matcher<V> | readonly Matcher<V>[];

/**
 * A pattern over an item, by attribute: every attribute named must match, `$or` wants one of several patterns to.
 *
 * @example { status: ['PAID', 'SHIPPED'], total: { numeric: ['>', 100] }, address: { country: ['NL'] } }
 */
export type Pattern<T = Record<string, unknown>> = {
  readonly [K in keyof T]?: AttributePattern<T[K]>;
} & { readonly $or?: readonly Pattern<T>[] };

/** A list or a set matches if one of its elements does. */
type AttributePattern<V> = unknown extends V
  ? Matchers | Pattern<Record<string, unknown>>
  : NonNullable<V> extends readonly (infer Element)[] | ReadonlySet<infer Element>
    ? AttributePattern<Element>
    : NonNullable<V> extends string | number | bigint | boolean | Uint8Array
      ? Matchers<V>
      : NonNullable<V> extends object
        ? Matchers<V> | Pattern<NonNullable<V>>
        : Matchers<V>;

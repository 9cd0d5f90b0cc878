import fc from 'fast-check';
import type { AttributeMap, AttributeValue, StreamHandlers, WireRecord } from '../../../lib/index.js';
import { stream } from '../../../lib/index.js';

/** What attributes are called, what they hold, and how often that is a list or a map: few, so that patterns and items meet. */
export interface World {
  readonly title: string;
  readonly names: readonly string[];
  readonly texts: readonly string[];
  readonly nesting: number;
}

export const PLAIN: World = {
  title: 'values of all kinds',
  names: ['a', 'b', 'c'],
  texts: ['x', 'y', 'X', '', 'xy', 'ORDER#1', '10.0.0.1', '*', '\\', '"', 'K', '\u212a', 'k', 'é', 'É', '1', 'true'],
  nesting: 1,
};

export const NESTED: World = { title: 'lists, sets and maps', names: ['a', 'b'], texts: ['x', 'y'], nesting: 6 };

export const ODD: World = {
  title: 'odd names',
  names: ['a', 'b', 'a.b', 'a.M.b', 'a.S', 'prefix', 'exists', 'numeric', '__proto__', 'constructor', '.'],
  texts: ['x', 'y'],
  nesting: 3,
};

export const RESERVED: World = {
  title: 'names of matchers',
  names: ['prefix', 'exists'],
  texts: ['x', 'y'],
  nesting: 3,
};

const NUMBERS = ['0', '1', '-1', '1.5', '42', '1000000000000000000000', '0.0000001', '9007199254740993'];
const LITERAL_NUMBERS = [0, -0, 1, -1, 1.5, 42, 1e21, 1e-7, 9007199254740993n, 10n ** 21n];

const some = <T>(values: readonly T[]) => fc.constantFrom(...values);
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });

function items({ names, texts, nesting }: World): fc.Arbitrary<AttributeMap> {
  const { image } = fc.letrec<{ value: AttributeValue; image: AttributeMap }>((tie) => ({
    image: fc
      .array(fc.tuple(some(names), tie('value')), { maxLength: 3 })
      .map((entries) => Object.fromEntries(entries)),
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 6, arbitrary: some(texts).map((S) => ({ S })) },
      { weight: 3, arbitrary: some(NUMBERS).map((N) => ({ N })) },
      fc.boolean().map((BOOL) => ({ BOOL })),
      fc.constant({ NULL: true }),
      fc.constant({ B: 'eA==' }),
      {
        weight: nesting,
        arbitrary: fc.uniqueArray(some(texts), { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
      },
      fc.uniqueArray(some(NUMBERS), { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
      fc.constant('eA==').map((B) => ({ BS: [B] })),
      { weight: nesting, arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })) },
      { weight: nesting, arbitrary: tie('image').map((M) => ({ M })) },
    ),
  }));
  return image;
}

/** Records as Lambda gets them; often both images are nearly the same. */
export function records(world: World): fc.Arbitrary<WireRecord> {
  const image = items(world);
  const key = fc.oneof(
    some(world.texts).map((S) => ({ S })),
    some(NUMBERS).map((N) => ({ N })),
  );
  const identity = some([
    undefined,
    null,
    { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    { type: 'Service', principalId: 'another' },
    { type: 'User', principalId: 'dynamodb.amazonaws.com' },
  ]);
  const images = fc.oneof(
    fc.tuple(image, image),
    fc.tuple(image, image).map(([old, changes]) => [old, { ...old, ...changes }] as const),
  );
  return fc
    .record({ eventName: some(['INSERT', 'MODIFY', 'REMOVE'] as const), images, pk: key, identity })
    .map(({ eventName, images: [OldImage, NewImage], pk, identity }) => {
      const wire = {
        eventID: '1',
        eventName,
        eventSource: 'aws:dynamodb',
        eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders/stream/2024-01-01T00:00:00.000',
        dynamodb: {
          Keys: { pk },
          ...(eventName === 'INSERT' ? {} : { OldImage }),
          ...(eventName === 'REMOVE' ? {} : { NewImage }),
          SequenceNumber: '1',
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
        ...(identity === undefined ? {} : { userIdentity: identity }),
      };
      return wire;
    });
}

function matchersOf({ texts }: World) {
  const literals = fc.oneof(
    { weight: 6, arbitrary: some(texts) },
    { weight: 2, arbitrary: some<number | bigint>(LITERAL_NUMBERS) },
    fc.boolean(),
    fc.constant(null),
  );
  const textMatchers = fc.oneof(
    some(texts).map((prefix) => ({ prefix })),
    some(texts).map((suffix) => ({ suffix })),
    some(texts).map((text) => ({ 'equals-ignore-case': text })),
    some(['*', 'x*', '*y', 'x*y', 'ORDER\\*', '\\\\', 'a*b*']).map((wildcard) => ({ wildcard })),
  );
  return fc.oneof(
    { weight: 5, arbitrary: literals },
    textMatchers,
    fc.boolean().map((exists) => ({ exists })),
    few(fc.oneof(literals, textMatchers)).map((excluded) => ({ 'anything-but': excluded })),
    few(some(texts)).map((suffix) => ({ 'anything-but': { suffix } })),
    some<readonly unknown[]>([
      ['=', 42],
      ['>', 0],
      ['>', 0, '<=', 42],
      ['<', 1.5],
    ]).map((numeric) => ({ numeric })),
  );
}

/** Patterns of all that there is. */
export function patterns(world: World): fc.Arbitrary<object> {
  const { names, nesting } = world;
  const matchers = matchersOf(world);
  const { pattern } = fc.letrec<{ pattern: object; entry: readonly [string, unknown] }>((tie) => ({
    pattern: fc.array(tie('entry'), { minLength: 1, maxLength: 2 }).map((entries) => Object.fromEntries(entries)),
    entry: fc.oneof(
      { maxDepth: 3 },
      { weight: 6, arbitrary: fc.tuple(some(names), few(matchers)) },
      { weight: nesting, arbitrary: fc.tuple(some(names), tie('pattern')) },
      fc.tuple(fc.constant('$or'), few(tie('pattern'))),
    ),
  }));
  return pattern;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

type Options = { from?: unknown; to?: unknown; on?: unknown };

/** What one decorator says: how it puts its route onto a stream. May be refused, where no record can pass. */
export function routes(world: World): fc.Arbitrary<(handlers: StreamHandlers) => void> {
  const pattern = patterns(world);
  const matchers = matchersOf(world);
  const [name = ''] = world.names;
  const when = some([undefined, undefined, undefined, () => true, () => false]);
  const filter = fc.record({
    item: fc.option(pattern, { nil: undefined, freq: 1 }),
    newImage: maybe(pattern),
    oldImage: fc.option(pattern, { nil: undefined, freq: 1 }),
    keys: fc.option(
      few(matchers).map((pk) => ({ pk })),
      { nil: undefined, freq: 1 },
    ),
    when,
  });
  const path = fc.oneof(
    { weight: 4, arbitrary: some(world.names).map((each) => `["${each}"]`) },
    some([`${name}["${world.names.at(-1)}"]`, `${name}[0]`, `${name}[1].b`, 'b.c']),
  );
  const change = fc.record({
    from: maybe(few(matchers)),
    to: maybe(few(matchers)),
    on: some([undefined, ['MODIFY'], ['INSERT', 'MODIFY'], ['REMOVE', 'INSERT', 'MODIFY']]),
  });
  // Loosely typed on purpose: what does not fit is refused when it is bootstrapped.
  const add = (name: keyof StreamHandlers, ...args: unknown[]) => {
    return (handlers: StreamHandlers) => void Reflect.apply(Reflect.get(handlers, name), handlers, [...args, () => 1]);
  };
  return fc.oneof(
    filter.map((each) => add('onInsert', each)),
    filter.map((each) => add('onModify', each)),
    fc.tuple(filter, some([undefined, 'ttl', 'user'])).map(([each, by]) => add('onRemove', { ...each, by })),
    filter.map((each) => add('onAny', each)),
    fc
      .tuple(fc.oneof(path, fc.array(path, { minLength: 1, maxLength: 2 })), filter, change)
      .map(([paths, each, options]: [unknown, object, Options]) => add('onChange', paths, { ...each, ...options })),
  );
}

/** A stream of several routes, and perhaps a filter for all of them. */
export function streams(world: World, maxRoutes: number): fc.Arbitrary<StreamHandlers> {
  const pattern = patterns(world);
  const ofTable = fc.option(
    fc.oneof(
      fc.record({ newImage: pattern }),
      fc.record({ item: pattern }),
      fc.record({ item: pattern, oldImage: pattern }),
    ),
    { nil: undefined, freq: 1 },
  );
  return fc.tuple(fc.array(routes(world), { minLength: 1, maxLength: maxRoutes }), ofTable).map(([all, filter]) => {
    const handlers: StreamHandlers = stream({ table: 'Orders', ...(filter && { filter }) });
    for (const add of all) add(handlers);
    return handlers;
  });
}

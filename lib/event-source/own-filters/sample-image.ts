import { isObject } from '../../errors.js';
import { looksLikeMatcher } from '../../patterns/matcher.js';
import { numberText } from '../../records/number-text.js';
import { parsePath } from '../../records/path.js';
import type { AttributeMap, AttributeValue } from '../../records/wire.js';

/** Attributes to set in an image, by name; `undefined` for one that has to be missing. */
export type SampleImage = ReadonlyMap<string, AttributeValue | undefined>;

/** Chooses one of several alternatives: another one for each `turn`, so that all have their turn. */
function choose<T>(alternatives: readonly T[], turn: number): T | undefined {
  return alternatives[turn % alternatives.length];
}

/** Makes attributes that a pattern takes, probably: whoever needs to know has to match them. */
export function sampleImage(pattern: unknown, turn: number): SampleImage {
  const image = new Map<string, AttributeValue | undefined>();
  for (const [name, written] of Object.entries(isObject(pattern) ? pattern : {})) {
    if (name === '$or') {
      for (const [each, value] of sampleImage(choose([written].flat(), turn), turn)) image.set(each, value);
    } else if (isObject(written) && !looksLikeMatcher(written)) {
      image.set(name, { M: attributesOf(sampleImage(written, turn)) });
    } else image.set(name, sampleValue(written, turn));
  }
  return image;
}

/** An image with the attributes of several samples, the later ones first. */
export function attributesOf(...samples: readonly SampleImage[]): AttributeMap {
  const merged = new Map(samples.flatMap((sample) => [...sample]));
  return Object.fromEntries([...merged].filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined));
}

/** Sets the value at a path of `@OnChange`. */
export function sampleAt(path: unknown, value: AttributeValue | undefined): SampleImage {
  const [name, ...inner] = parsePath(path, '');
  if (value === undefined) return new Map([[name, undefined]]);
  const nested = inner.reduceRight<AttributeValue>((part, segment) => {
    if (typeof segment === 'string') return { M: Object.fromEntries([[segment, part]]) };
    return { L: Array.from({ length: segment + 1 }, (_, index) => (index === segment ? part : { NULL: true })) };
  }, value);
  return new Map([[name, nested]]);
}

/** Makes a value that one of the matchers takes, probably; `undefined` for one that is missing. */
export function sampleValue(matchers: unknown, turn: number): AttributeValue | undefined {
  const matcher: unknown = choose([matchers].flat(), turn);
  if (!isObject(matcher)) return literal(matcher);
  const [[name, operand] = ['', undefined]] = Object.entries(matcher);
  switch (name) {
    case 'exists':
      return operand === true ? { S: 'sample' } : undefined;
    case 'numeric':
      return { N: String(numberIn([operand].flat())) };
    case 'anything-but':
      return { S: 'sample' };
    case 'wildcard':
      return { S: String(operand).replace(/\\([*\\])|\*/g, (_, escaped: string | undefined) => escaped ?? '') };
    default:
      return { S: String(operand) };
  }
}

function literal(value: unknown): AttributeValue {
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: numberText(value) };
  return value === null ? { NULL: true } : { S: String(value) };
}

/** A number in a range, such as `['>', 5, '<=', 9]`. */
function numberIn([operator, limit, ...rest]: readonly unknown[]): number {
  const [first, second] = [Number(limit), Number(rest[1])];
  if (rest.length > 0) return operator === '=' ? first : (first + second) / 2;
  return operator === '>' ? first + 1 : operator === '<' ? first - 1 : first;
}

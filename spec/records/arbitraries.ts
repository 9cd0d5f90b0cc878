import fc from 'fast-check';
import type { AttributeMap, AttributeValue } from '../../lib/index.js';

/** Names that mean something to JavaScript, to a path, to a pattern, or to code that a name is pasted into. */
export const HOSTILE_NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then'],
  ...['"', "'", '`', '\\', '\\"', '\\u0022', '\n', '\r', '\0', '\u2028', '\u2029', '\ud800', '\udc00', '\ufeff'],
  ...[
    '"+process.exit()+"',
    '"]:process.exit(),["',
    '\x24{process.exit()}',
    '*/',
    '/*',
    '//',
    '<!--',
    '-->',
    '})',
    ');',
  ],
  ...['get', 'set', 'async', 'x', 'm', 'i', 'v', 'n', 'l', 'S', 'N', 'M', 'L', '0', '1', '-1', '1e3', ' ', 'length'],
  ...['a.b', 'a[0]', '["a"]', '[', ']', '"]', '$or', 'exists', 'prefix', 'numeric', 'anything-but', 'wildcard'],
];

export const attributeName = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.constantFrom(...HOSTILE_NAMES),
  fc.constantFrom('a', 'b', 'c'),
);

/** A number within DynamoDB's limits: 38 digits, 1e-130 to 1e126. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

export const decimal: fc.Arbitrary<Decimal> = fc
  .tuple(
    fc.integer({ min: 1, max: 38 }).chain((length) => fc.stringMatching(new RegExp(`^-?[1-9]\\d{${length - 1}}$`))),
    fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -130, max: 125 })),
  )
  .map(([text, magnitude]) => {
    const length = text.replace('-', '').length;
    return { digits: BigInt(text), exponent: Math.max(-130, magnitude - length + 1) };
  });

/** The number as DynamoDB writes it: no exponent, no superfluous zero. */
export function plainText({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits).replace('-', '');
  if (exponent >= 0) return sign + text + '0'.repeat(exponent);
  const padded = text.padStart(1 - exponent, '0');
  const fraction = padded.slice(exponent).replace(/0+$/, '');
  return sign + padded.slice(0, exponent) + (fraction && `.${fraction}`);
}

/** The same number in the other ways in which text can put it. */
export function otherTexts({ digits, exponent }: Decimal): string[] {
  const plain = plainText({ digits, exponent });
  return [`${digits}e${exponent}`, `${digits}00E${exponent - 2}`, plain.includes('.') ? `${plain}0` : `${plain}.0`];
}

export const numberText = fc.oneof(
  fc.integer().map(String),
  decimal.map(plainText),
  decimal.chain((value) => fc.constantFrom(...otherTexts(value))),
);

const base64 = fc.uint8Array({ max: 255, maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64'));

/** Values of every type and depth; binary as `binary` makes it. */
export function values(binary: fc.Arbitrary<string | Uint8Array> = base64, name: fc.Arbitrary<string> = attributeName) {
  const set = <T>(element: fc.Arbitrary<T>) =>
    fc.uniqueArray(element, { minLength: 1, maxLength: 5, selector: String });
  const { value } = fc.letrec<{ value: AttributeValue; map: AttributeMap }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.string().map((S): AttributeValue => ({ S })),
      numberText.map((N): AttributeValue => ({ N })),
      fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
      fc.constant<AttributeValue>({ NULL: true }),
      binary.map((B): AttributeValue => ({ B })),
      set(fc.string()).map((SS): AttributeValue => ({ SS })),
      set(fc.integer().map(String)).map((NS): AttributeValue => ({ NS })),
      set(binary).map((BS): AttributeValue => ({ BS })),
      fc.array(tie('value'), { maxLength: 4 }).map((L): AttributeValue => ({ L })),
      tie('map').map((M): AttributeValue => ({ M })),
    ),
    map: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  }));
  return value;
}

/** Images of such values. */
export function images(value: fc.Arbitrary<AttributeValue> = values(), name: fc.Arbitrary<string> = attributeName) {
  return fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });
}

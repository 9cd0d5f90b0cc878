/**
 * DynamoDB numbers as the decimals they are. They arrive as text of up to 38 digits, which a double cannot hold, so
 * equality and order are decided on the digits wherever two texts fall onto the same double.
 */

/** A decimal: `digits / 10^places`, with no more places than it needs, so none if it is whole. */
type Decimal = readonly [digits: bigint, places: number];

// One way to match each character, so that it takes linear time whatever the text. DynamoDB's own numbers end at 126
// digits; text of more than a thousand wants to exhaust memory.
const DECIMAL = /^(?!.{1001})(?=[+-]?\.?\d)([+-]?\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** Reads decimal text; `undefined` where the text is not a decimal number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = 0] = match;
  let digits = BigInt((whole + fraction).padEnd(whole.length + Number(exponent), '0'));
  let places = Math.max(0, fraction.length - Number(exponent));
  for (; places > 0 && digits % 10n === 0n; places--) digits /= 10n;
  return [digits, places];
}

/** Whether two number texts have the same value: `1.0` is `1`, and `9007199254740993` is not `9007199254740992`. */
export function sameNumber(a: string, b: string): boolean {
  return a === b || (Number(a) === Number(b) && compareNumbers(a, b) === 0);
}

/** Negative, zero or positive as `a` is below, equal to or above `b`; `NaN` where either is not a decimal number. */
export function compareNumbers(a: string, b: string): number {
  // Rounding to a double keeps the order, so different doubles settle it; equal ones hide digits.
  const difference = Number(a) - Number(b);
  if (difference && DECIMAL.test(a) && DECIMAL.test(b)) return difference;
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (!left || !right) return Number.NaN;
  return Number(left[0] * 10n ** BigInt(right[1]) - right[0] * 10n ** BigInt(left[1]));
}

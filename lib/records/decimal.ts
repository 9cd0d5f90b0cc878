/**
 * DynamoDB numbers as the decimals they are. They arrive as text of up to 38 digits, which a double cannot hold, so
 * equality and order are decided on the digits wherever two texts fall onto the same double.
 */

/** A decimal: `digits × 10^exponent`. */
type Decimal = readonly [digits: bigint, exponent: number];

// One way to match each character, so that it takes linear time whatever the text.
const DECIMAL = /^(?=[+-]?\.?\d)([+-]?\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** DynamoDB's own numbers end at 126 digits; text beyond this wants to exhaust memory. */
const MAX_LENGTH = 1000;

/** Reads decimal text; `undefined` where the text is not a decimal number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = text.length > MAX_LENGTH ? null : DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

/** Whether two number texts have the same value: `1.0` is `1`, and `9007199254740993` is not `9007199254740992`. */
export function sameNumber(a: string, b: string): boolean {
  return a === b || (Number(a) === Number(b) && compareNumbers(a, b) === 0);
}

/** Negative, zero or positive as `a` is below, equal to or above `b`; `NaN` where either is not a decimal number. */
export function compareNumbers(a: string, b: string): number {
  // Rounding to a double keeps the order, so different doubles settle it; equal ones hide digits.
  const difference = Number(a) - Number(b);
  if ((difference < 0 || difference > 0) && DECIMAL.test(a) && DECIMAL.test(b)) return difference;
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === undefined || right === undefined) return Number.NaN;
  const lowest = Math.min(left[1], right[1]);
  return Number(scale(left, lowest) - scale(right, lowest));
}

function scale([digits, exponent]: Decimal, lowest: number): bigint {
  return digits * 10n ** BigInt(exponent - lowest);
}

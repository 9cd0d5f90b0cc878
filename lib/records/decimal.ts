/**
 * DynamoDB numbers as the decimals they are. They arrive as text of up to 38 digits, which a double cannot hold, so
 * equality and order are decided on the digits wherever two texts fall onto the same double.
 */

/** A decimal: `digits × 10^exponent`. */
type Decimal = readonly [digits: bigint, exponent: number];

// One way to match each character, so that it takes linear time whatever the text. DynamoDB's own numbers end at 126
// digits; text of more than a thousand wants to exhaust memory.
const DECIMAL = /^(?!.{1001})(?=[+-]?\.?\d)([+-]?\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** Reads decimal text; `undefined` where the text is not a decimal number. */
function parse(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction = '', exponent = 0] = match;
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

/** A decimal in units of `10^lowest`, without what is less than one of them. */
function scale([digits, exponent]: Decimal, lowest: number): bigint {
  const factor = 10n ** BigInt(Math.abs(exponent - lowest));
  return exponent < lowest ? digits / factor : digits * factor;
}

/** The number before the point; `undefined` where the text is not a decimal number. */
export function wholeOf(text: string): bigint | undefined {
  const decimal = parse(text);
  return decimal && scale(decimal, 0);
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
  const left = parse(a);
  const right = parse(b);
  if (!left || !right) return Number.NaN;
  const lowest = Math.min(left[1], right[1]);
  return Number(scale(left, lowest) - scale(right, lowest));
}

/**
 * DynamoDB numbers as the decimals they are. They arrive as text of up to 38 digits, which a double cannot hold, so
 * equality and order are decided on the digits wherever two texts fall onto the same double.
 */

/** A decimal in one canonical form: `digits` has no zeros at either end, its value is `0.digits × 10^magnitude`. */
interface Decimal {
  negative: boolean;
  digits: string;
  magnitude: number;
}

const ZERO: Decimal = { negative: false, digits: '', magnitude: 0 };

// One way to match each character, so that text of any length is read in linear time.
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,9}))?$/;

/** Reads decimal text; `undefined` where the text is not a decimal number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const whole = match[2] ?? '';
  const digits = whole + (match[3] ?? match[4] ?? '');
  let start = 0;
  let end = digits.length;
  while (start < end && digits.charCodeAt(start) === 48) start++;
  while (end > start && digits.charCodeAt(end - 1) === 48) end--;
  if (start === end) return ZERO;
  return {
    negative: match[1] === '-',
    digits: digits.slice(start, end),
    magnitude: whole.length - start + Number(match[5] ?? 0),
  };
}

/** Whether two number texts have the same value: `1.0` is `1`, and `9007199254740993` is not `9007199254740992`. */
export function sameNumber(a: string, b: string): boolean {
  return a === b || compareNumbers(a, b) === 0;
}

/** Negative, zero or positive as `a` is below, equal to or above `b`; `NaN` where either is not a decimal number. */
export function compareNumbers(a: string, b: string): number {
  const x = Number(a);
  const y = Number(b);
  // Rounding to a double keeps the order, so different doubles settle it; equal ones hide digits.
  if (x < y) return -1;
  if (x > y) return 1;
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === undefined || right === undefined) return Number.NaN;
  return compareDecimals(left, right);
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1;
  const size = compareSizes(a, b);
  return a.negative ? -size : size;
}

function compareSizes(a: Decimal, b: Decimal): number {
  if (a.digits === '' || b.digits === '') return a.digits.length - b.digits.length;
  if (a.magnitude !== b.magnitude) return a.magnitude - b.magnitude;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -1 : 1;
}

import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { parseDecimal, sameNumber } from './decimal.js';

/** The SDK's wrapper around number text that no JavaScript number holds; `marshall` writes it back unchanged. */
export type NumberValue = InstanceType<typeof NumberValueImpl>;

/**
 * What DynamoDB numbers become: `'native'` (the default) a number where it holds every digit, else a bigint, else the
 * SDK's `NumberValue`; `'string'` their text; a function whatever it makes of their text.
 */
export type NumberMode = 'native' | 'string' | ((text: string) => unknown);

/** Beyond it an exponent is text that wants to exhaust memory: DynamoDB's own numbers end at 126 digits. */
const MAX_INTEGER_DIGITS = 1000;

const POWERS_OF_TEN = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** The conversion that a mode stands for. */
export function numberConverter(mode: NumberMode): (text: string) => unknown {
  if (mode === 'native') return nativeNumber;
  return mode === 'string' ? (text) => text : mode;
}

/** Number text as a JavaScript value that loses no digit. Never throws: text that is no number stays in its wrapper. */
export function nativeNumber(text: string): number | bigint | NumberValue {
  // Up to 15 digits are exact in a double, and so is their quotient by a power of ten, which rounds once.
  const length = text.length;
  if (length > 15) return exactNumber(text);
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  let number = 0;
  let point = 0;
  for (let i = start; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) number = number * 10 + digit;
    else if (digit === -2 && point === 0 && i > start) point = i;
    else return exactNumber(text);
  }
  if (length === start || point === length - 1) return exactNumber(text);
  if (point > 0) number /= POWERS_OF_TEN[length - 1 - point] as number;
  return start === 1 ? -number : number;
}

function exactNumber(text: string): number | bigint | NumberValue {
  const number = Number(text);
  if (String(number) === text && Number.isFinite(number)) return number;
  const decimal = parseDecimal(text);
  if (decimal === undefined) return new NumberValueImpl(text);
  if (sameNumber(text, String(number))) return number;
  const { digits, magnitude, negative } = decimal;
  if (magnitude < digits.length || magnitude > MAX_INTEGER_DIGITS) return new NumberValueImpl(text);
  const integer = BigInt(digits.padEnd(magnitude, '0'));
  return negative ? -integer : integer;
}

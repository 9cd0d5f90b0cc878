import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { parseDecimal, sameNumber } from './decimal.js';

/** The SDK's wrapper around number text that no JavaScript number holds; `marshall` writes it back unchanged. */
export type NumberValue = InstanceType<typeof NumberValueImpl>;

/**
 * What DynamoDB numbers become: `'native'` (the default) a number where it holds every digit, else a bigint, else the
 * SDK's `NumberValue`; `'string'` their text; a function whatever it makes of their text.
 */
export type NumberMode = 'native' | 'string' | ((text: string) => unknown);

/** The conversion that a mode stands for. */
export function numberConverter(mode: NumberMode): (text: string) => unknown {
  if (mode === 'native') return nativeNumber;
  return mode === 'string' ? String : mode;
}

/** Number text as a JavaScript value that loses no digit. Never throws: text that is no number stays in its wrapper. */
export function nativeNumber(text: string): number | bigint | NumberValue {
  // A third of what `Number` takes. 15 digits are exact in a double, and so is their quotient, which rounds once.
  let number = 0;
  let sign = 1;
  let divisor = 0;
  let digit = -1;
  for (let i = 0; i < text.length; i++) {
    digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      divisor *= 10;
    } else if (digit === -2 && divisor === 0) divisor = 1;
    else if (digit === -3 && i === 0) sign = -1;
    else return exactNumber(text);
  }
  return digit < 0 || text.length > 15 ? exactNumber(text) : (sign * number) / (divisor || 1);
}

function exactNumber(text: string): number | bigint | NumberValue {
  const number = Number(text);
  if (Number.isFinite(number) && sameNumber(text, String(number))) return number;
  const decimal = parseDecimal(text);
  return decimal?.[1] === 0 ? decimal[0] : new NumberValueImpl(text);
}

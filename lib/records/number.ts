import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { ConfigurationError } from '../errors.js';
import { ignoreRejection, isThenable } from '../promises.js';
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
  return mode === 'string' ? (text) => text : (text) => plainValue(mode(text));
}

/** What a function of one's own gives; a promise is no value of an item. */
function plainValue(value: unknown): unknown {
  if (!isThenable(value)) return value;
  ignoreRejection(value);
  throw new ConfigurationError('bootstrap.numbers: found a promise, expected a value');
}

/** Number text as a JavaScript value that loses no digit. Never throws: text that is no number stays in its wrapper. */
export function nativeNumber(text: string): number | bigint | NumberValue {
  // Up to 15 digits are exact in a double, and so is their quotient by a power of ten, which rounds once.
  const length = text.length;
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  if (length > 15 || length === start) return exactNumber(text);
  let number = 0;
  /** A power of ten from the point on. */
  let scale = 0;
  for (let i = start; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      scale *= 10;
    } else if (digit === -2 && scale === 0 && i > start) scale = 1;
    else return exactNumber(text);
  }
  if (scale > 0) number /= scale;
  return start === 1 ? -number : number;
}

function exactNumber(text: string): number | bigint | NumberValue {
  const number = Number(text);
  const decimal = parseDecimal(text);
  if (decimal === undefined) return new NumberValueImpl(text);
  if (sameNumber(text, String(number))) return number;
  const [digits, exponent] = decimal;
  if (exponent >= 0) return digits * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return digits % divisor === 0n ? digits / divisor : new NumberValueImpl(text);
}

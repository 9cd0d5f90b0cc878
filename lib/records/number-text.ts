import { parseDecimal } from './decimal.js';

/**
 * The text in which DynamoDB gives a number back, which is what filters compare: all digits, no exponent, no zeros that
 * say nothing. Seen on DynamoDB Local; reports on 1e50 and 1e100 say the same of AWS.
 */
export function numberText(value: number | bigint | string): string {
  const [digits, exponent] = parseDecimal(String(value)) ?? [0n, 0];
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  if (digits === 0n || exponent >= 0) return `${sign}${text}${digits === 0n ? '' : '0'.repeat(exponent)}`;
  const padded = text.padStart(1 - exponent, '0');
  const fraction = padded.slice(exponent).replace(/0+$/, '');
  return `${sign}${padded.slice(0, exponent)}${fraction && `.${fraction}`}`;
}

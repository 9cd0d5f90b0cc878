import type { AttributeMap, AttributeValue } from '../../lib/index.js';

/** What an image is to a handler, said again in the plainest way, to hold the reader against. */
export function modelOfImage(image: AttributeMap, modelOfNumber: (text: string) => unknown): object {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, modelOf(value, modelOfNumber)]));
}

/** What a value is to a handler. */
export function modelOf(value: AttributeValue, modelOfNumber: (text: string) => unknown): unknown {
  if (value.M) return modelOfImage(value.M, modelOfNumber);
  if (value.L) return value.L.map((element) => modelOf(element, modelOfNumber));
  if (value.SS) return new Set(value.SS);
  if (value.NS) return new Set(value.NS.map(modelOfNumber));
  if (value.BS) return new Set(value.BS.map(modelOfBinary));
  if (value.B !== undefined) return modelOfBinary(value.B);
  if (value.N !== undefined) return modelOfNumber(value.N);
  return value.NULL ? null : (value.S ?? value.BOOL);
}

function modelOfBinary(binary: string | Uint8Array): Uint8Array {
  return typeof binary === 'string' ? new Uint8Array(Buffer.from(binary, 'base64')) : binary;
}

/** The value of a number's text as text that equal numbers share. */
export function canonicalNumber(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return '0';
  const trimmed = String(digits).replace(/0+$/, '');
  const zeros = String(digits).length - trimmed.length;
  return `${trimmed}e${Number(exponent) - fraction.length + zeros}`;
}

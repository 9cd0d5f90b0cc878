import { checkValue } from './check-value.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/** The bytes that an image or a key takes by the rules in DynamoDB's guide ("DynamoDB item sizes and formats"). */
export function sizeOf(attributes: AttributeMap | undefined): number {
  return sum(Object.entries(attributes ?? {}), ([name, value]) => Buffer.byteLength(name) + valueSize(value));
}

/** What a list or a map takes, and each of its elements, beside what is in it. */
const CONTAINER = 3;
const ELEMENT = 1;

function valueSize(written: AttributeValue): number {
  const value = checkValue(written, 'Record');
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(`${value.N}`);
  if (value.B !== undefined) return binarySize(value.B);
  if (value.SS !== undefined) return sum(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  if (value.BS !== undefined) return sum(value.BS, binarySize);
  if (value.L !== undefined) return CONTAINER + sum(value.L, (element) => ELEMENT + valueSize(element));
  if (value.M !== undefined) return CONTAINER + ELEMENT * Object.keys(value.M).length + sizeOf(value.M);
  return 1;
}

/** One byte for two significant digits, one for the rest, and one for a minus. */
function numberSize(text: string): number {
  const significant = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(significant / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

function binarySize(binary: string | Uint8Array): number {
  return typeof binary === 'string' ? Buffer.byteLength(binary, 'base64') : binary.byteLength;
}

function sum<T>(list: readonly T[], size: (element: T) => number): number {
  return list.reduce((total, element) => total + size(element), 0);
}

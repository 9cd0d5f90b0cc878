import type { AttributeValue as LambdaValue } from 'aws-lambda';
import { InvalidEventError, isObject, kindOf } from '../../errors.js';
import { decodeBinary } from '../../records/binary.js';
import type { AttributeMap } from '../../records/wire.js';

/** An item, an image or a key as it stands in a Lambda event. */
export type LambdaItem = Record<string, LambdaValue>;

/** Twice as deep as DynamoDB nests values, so that nothing depends on how its levels are counted. */
const MAX_DEPTH = 64;

/** As DynamoDB writes numbers. Without two ways to read a digit, which would cost quadratic time. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * An item as AWS's clients give it, or as an export holds it, in the form of a Lambda event: binary as base64 text.
 *
 * @throws InvalidEventError for a value of a type that does not exist, or that its type cannot have, and for one that is
 * nested deeper than DynamoDB nests them; never with what is in the item
 */
export function toLambdaItem(item: AttributeMap): LambdaItem {
  return mapOf(item, 0);
}

function mapOf(map: unknown, depth: number): LambdaItem {
  if (!isObject(map)) throw fault(kindOf(map), 'a map of attributes');
  // Defines where an assignment to `__proto__` would replace the prototype.
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toValue(value, depth)]));
}

function toValue(value: unknown, depth: number): LambdaValue {
  if (!isObject(value)) throw fault(kindOf(value), 'a typed value');
  if (depth > MAX_DEPTH) throw fault(`values nested more than ${MAX_DEPTH} deep`, '32 levels at most');
  const types = Object.keys(value).filter((type) => value[type] !== undefined);
  const [type = 'none'] = types;
  if (types.length > 1) throw fault(`a value of ${types.length} types`, 'one type');
  const inner = value[type];
  switch (type) {
    case 'S':
      return { S: textOf(inner) };
    case 'N':
      return { N: numberOf(inner) };
    case 'BOOL':
      return { BOOL: booleanOf(inner) };
    case 'NULL':
      return { NULL: booleanOf(inner) };
    case 'M':
      return { M: mapOf(inner, depth + 1) };
    case 'L':
      return { L: listOf(inner, (element) => toValue(element, depth + 1)) };
    case 'B':
      return { B: base64Of(inner) };
    case 'SS':
      return { SS: listOf(inner, textOf) };
    case 'NS':
      return { NS: listOf(inner, numberOf) };
    case 'BS':
      return { BS: listOf(inner, base64Of) };
    default:
      throw fault(`the type ${type.slice(0, 60)}`, 'S, N, B, BOOL, NULL, M, L, SS, NS or BS');
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw fault(kindOf(value), 'text');
}

function numberOf(value: unknown): string {
  if (typeof value === 'string' && NUMBER.test(value)) return value;
  throw fault(typeof value === 'string' ? 'text that is no number' : kindOf(value), 'a number as text');
}

function booleanOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw fault(kindOf(value), 'true or false');
}

function listOf<T>(value: unknown, read: (element: unknown) => T): T[] {
  if (Array.isArray(value)) return value.map(read);
  throw fault(kindOf(value), 'a list');
}

function base64Of(binary: unknown): string {
  if (binary instanceof Uint8Array)
    return Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength).toString('base64');
  if (typeof binary === 'string' && decodeBinary(binary) !== undefined) return binary;
  throw fault(typeof binary === 'string' ? 'text that is no base64' : kindOf(binary), 'bytes as base64');
}

function fault(what: string, expected: string): InvalidEventError {
  return new InvalidEventError(`Item: found ${what}, expected ${expected}`);
}

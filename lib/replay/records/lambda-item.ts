import type { AttributeValue as LambdaValue } from 'aws-lambda';
import { InvalidEventError, kindOf } from '../../errors.js';
import type { AttributeMap, AttributeValue } from '../../records/wire.js';

/** An item, an image or a key as it stands in a Lambda event. */
export type LambdaItem = Record<string, LambdaValue>;

/**
 * An item as AWS's clients give it, or as an export holds it, in the form of a Lambda event: binary as base64 text.
 *
 * @throws InvalidEventError for a value of a type that does not exist, or that its type cannot have
 */
export function toLambdaItem(item: AttributeMap): LambdaItem {
  if (kindOf(item) !== 'object') throw fault(kindOf(item), 'a map of attributes');
  // Defines where an assignment to `__proto__` would replace the prototype.
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toLambdaValue(value)]));
}

function toLambdaValue(value: AttributeValue): LambdaValue {
  if (kindOf(value) !== 'object') throw fault(kindOf(value), 'a typed value');
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: toLambdaItem(value.M) };
  if (value.L !== undefined) return { L: listOf(value.L).map(toLambdaValue) };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.SS !== undefined) return { SS: listOf(value.SS) };
  if (value.NS !== undefined) return { NS: listOf(value.NS) };
  if (value.BS !== undefined) return { BS: listOf(value.BS).map(toBase64) };
  throw fault(`the type ${Object.keys(value).join() || 'none'}`, 'S, N, B, BOOL, NULL, M, L, SS, NS or BS');
}

function listOf<T>(value: T[]): T[] {
  if (Array.isArray(value)) return value;
  throw fault(kindOf(value), 'a list');
}

function toBase64(binary: string | Uint8Array): string {
  if (typeof binary === 'string') return binary;
  return Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength).toString('base64');
}

function fault(what: string, expected: string): InvalidEventError {
  return new InvalidEventError(`Item: found ${what}, expected ${expected}`);
}

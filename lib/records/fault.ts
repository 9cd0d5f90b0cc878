import { InvalidEventError } from '../errors.js';
import { readValue } from './deserialize.js';
import { joinPath } from './path.js';
import type { AttributeMap, AttributeValue } from './wire.js';

/**
 * The same error with the path of the value that it is about. Reading an image keeps no path, since nearly every
 * image is sound; the search for the culprit is made afterwards.
 */
export function faultIn(map: AttributeMap, where: string, error: InvalidEventError): InvalidEventError {
  const [path, fault] = search(entriesOf(map), where) ?? [where, error];
  return new InvalidEventError(`${path}: ${fault.message}`);
}

function search(entries: [string | number, AttributeValue][], where: string): [string, InvalidEventError] | undefined {
  for (const [segment, value] of entries) {
    const fault = value === undefined ? undefined : faultOf(value);
    if (fault === undefined) continue;
    const path = joinPath(where, segment);
    return search(insideOf(value), path) ?? [path, fault];
  }
  return undefined;
}

function faultOf(value: AttributeValue): InvalidEventError | undefined {
  try {
    readValue(value, (text) => text);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidEventError) return error;
    throw error;
  }
}

function insideOf(value: AttributeValue): [string | number, AttributeValue][] {
  if (Array.isArray(value?.L)) return [...value.L.entries()];
  return value?.M ? entriesOf(value.M) : [];
}

function entriesOf(map: AttributeMap): [string, AttributeValue][] {
  return typeof map === 'object' ? Object.entries(map) : [];
}

import type { AttributeValue } from './wire.js';

/** The elements of a list or a set, each as a value of its own; `undefined` for any other value. */
export function elementsOf(value: AttributeValue): AttributeValue[] | undefined {
  return value.L ?? value.SS?.map((S) => ({ S })) ?? value.NS?.map((N) => ({ N })) ?? value.BS?.map((B) => ({ B }));
}

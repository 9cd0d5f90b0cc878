/** What the log says of a change. */
import { NumberValueImpl } from '@aws-sdk/util-dynamodb';
import type { StreamRecord } from 'onstream';

/**
 * One line of JSON for a change: when, in which table, what happened to which item, and which paths went from what to
 * what. Whoever reads it needs neither the table nor DynamoDB's wire format.
 */
export function auditLine({ createdAt, table, eventName, keys, changes }: StreamRecord): string {
  return JSON.stringify({ time: createdAt?.toISOString(), table, event: eventName, keys, changes }, plain);
}

/** What JSON has no words for: numbers with more digits than its readers keep are texts, bytes are base64, sets lists. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof NumberValueImpl) return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value instanceof Set ? [...value] : value;
}

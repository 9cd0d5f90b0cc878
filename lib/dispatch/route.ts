import type { WireRecord } from '../records/wire.js';
import type { Handler } from '../routing/handler.js';
import { type Match, matchRecord, viewOf } from '../routing/match.js';
import { textField } from '../sources/source.js';
import { type Invocation, SKIPPED } from './invocation.js';

/** Opens a record and finds out who wants it; where nobody does, the record is settled at once. */
export function route(invocation: Invocation, index: number): Match | undefined {
  const raw = invocation.batch.records[index];
  let wire: WireRecord;
  try {
    wire = invocation.batch.source.open(raw);
  } catch (error) {
    return unreadable(invocation, raw, error);
  }
  const { reader, entries } = invocation.routesFor(wire);
  const wanting = entries.get(wire.eventName ?? '');
  if (wanting === undefined) invocation.warnOfEventName(wire.eventName);
  const match = wanting && matchRecord(wanting, raw, wire, reader);
  if (match === undefined) invocation.states[index] = SKIPPED;
  return match;
}

/** A malformed record fails as a failing handler does: alone, logged, and `onError` may skip it. */
function unreadable({ batch, plan }: Invocation, raw: unknown, error: unknown): Match {
  const wire = { eventID: textField(raw, 'eventID'), dynamodb: { SequenceNumber: batch.source.identifierOf(raw) } };
  const reading: Handler = {
    info: { class: 'onstream', method: 'read', id: 'onstream.read' },
    call: () => {
      throw error;
    },
  };
  return { record: viewOf(raw, wire, plan.routesOf(undefined).reader), wire, handlers: [reading] };
}

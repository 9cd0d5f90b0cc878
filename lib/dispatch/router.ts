import { found } from '../errors.js';
import { tableOf } from '../records/images.js';
import type { WireRecord } from '../records/wire.js';
import { failing, type Match, matchRecord, type TableRoutes, viewOf } from '../routing/match.js';
import { type Batch, textField } from '../sources/source.js';
import type { Plan } from './plan.js';

/** Opens an element of the batch and finds out who wants it; `undefined` where nobody does. */
export function router({ routesOf, logger }: Plan, { source }: Batch): (raw: unknown) => Match | undefined {
  let origin: string | undefined;
  let routes: TableRoutes | undefined;
  let warned = false;

  return (raw) => {
    let wire: WireRecord;
    try {
      wire = source.open(raw);
    } catch (error) {
      return unreadable(raw, error);
    }
    // A batch has few tables, mostly one.
    const itsOrigin = wire.tableName ?? wire.eventSourceARN;
    if (routes === undefined || itsOrigin !== origin) routes = routesOf(tableOf(wire));
    origin = itsOrigin;
    const entries = routes.entries.get(wire.eventName);
    if (entries) return matchRecord(entries, raw, wire, routes.reader);
    // Once per invocation: an event name that AWS has added since would otherwise flood the log.
    if (!warned)
      logger.warn?.(`onstream: skipped eventName ${found(wire.eventName)}, expected INSERT, MODIFY or REMOVE`, {
        eventID: wire.eventID,
      });
    warned = true;
    return undefined;
  };

  /** A malformed record fails as a failing handler does: alone, logged, and `onError` may skip it. */
  function unreadable(raw: unknown, error: unknown): Match {
    const wire = { eventID: textField(raw, 'eventID'), dynamodb: { SequenceNumber: source.identifierOf(raw) } };
    const reading = failing({ class: 'onstream', method: 'read', id: 'onstream.read' }, error);
    return { record: viewOf(raw, wire, routesOf(undefined).reader), wire, handlers: [reading] };
  }
}

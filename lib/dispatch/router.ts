import { found } from '../errors.js';
import { tableOf } from '../records/images.js';
import type { WireRecord } from '../records/wire.js';
import { type Entry, failing, type Match, matchRecord } from '../routing/match.js';
import type { Source } from '../sources/source.js';
import { loggable } from '../thrown.js';
import type { Plan } from './plan.js';

/** Opens an element of the batch and finds out who wants it; `undefined` where nobody does. */
export function router(
  { routesOf, log, warnOfTable }: Plan,
  source: Source,
): (raw: unknown, index: number) => Match | undefined {
  let origin: string | undefined;
  let routes = routesOf(undefined);
  let warned = false;

  return (raw, index) => {
    let wire: WireRecord;
    let entries: readonly Entry[] | undefined;
    try {
      wire = source.open(raw);
    } catch (error) {
      // A malformed record, whose fields may be anything, fails as a failing handler does: alone, logged, and `onError`
      // may skip it.
      const { dynamodb = { SequenceNumber: source.identifierOf(raw) }, ...fields } = Object(raw);
      wire = { ...fields, dynamodb };
      const handler = failing({ class: 'onstream', method: 'read', id: 'onstream.read' }, error);
      entries = [{ handler, routes: [{ tests: [] }] }];
    }
    // A batch has few tables, mostly one.
    const itsOrigin = wire.tableName ?? wire.eventSourceARN;
    if (itsOrigin !== origin) routes = routesOf(tableOf(wire));
    origin = itsOrigin;
    if (entries === undefined && !routes.isSubscribed) {
      warnOfTable(wire);
      return undefined;
    }
    entries ??= routes.entries.get(wire.eventName);
    if (entries) return matchRecord(entries, raw, wire, routes.reader, index);
    // Once per invocation: an event name that AWS has added since would otherwise flood the log.
    if (!warned)
      log.warn(`onstream: skipped eventName ${found(wire.eventName)}, expected INSERT, MODIFY or REMOVE`, {
        eventID: wire.eventID && loggable(wire.eventID),
      });
    warned = true;
    return undefined;
  };
}

import { invalidWhereTooDeep } from '../records/check-value.js';
import type { StreamRecord } from '../records/stream-record.js';
import { RecordView, type TableReader } from '../records/view.js';
import type { WireRecord } from '../records/wire.js';
import type { Handler } from './handler.js';
import type { Route } from './route.js';

/** A handler, and the routes that lead to it for one event name. */
export interface Entry {
  readonly handler: Handler;
  readonly routes: readonly { readonly tests: Route['tests']; readonly when?: Route['when'] }[];
}

/** All that is to be known to route the records of one table. */
export interface TableRoutes {
  readonly reader: TableReader;
  /** By event name; each list in declaration order. */
  readonly entries: ReadonlyMap<unknown, readonly Entry[]>;
  /** Whether some class subscribes to the table, whatever its handlers ask of a record. */
  readonly isSubscribed: boolean;
}

/** A record that somebody wants, at its position in the batch. */
export interface Match {
  readonly index: number;
  readonly record: StreamRecord;
  readonly wire: WireRecord;
  readonly handlers: readonly Handler[];
  /** The next record of the same item, which waits for this one. */
  next: Match | undefined;
}

/** Who wants a record; `undefined` where nobody does, which is decided without making anything. */
export function matchRecord(
  entries: readonly Entry[],
  raw: unknown,
  wire: WireRecord,
  reader: TableReader,
  index: number,
): Match | undefined {
  let record: StreamRecord | undefined;
  let handlers: Handler[] | undefined;
  for (const { handler, routes } of entries) {
    for (const { tests, when } of routes) {
      let chosen = handler;
      try {
        if (!passes(tests, wire)) continue;
        record ??= viewOf(raw, wire, reader);
        if (when && !when(record)) continue;
      } catch (error) {
        // A filter that cannot tell is no filter that does not match: its handler fails, and the record with it.
        chosen = failing(handler.info, error);
      }
      if (handlers) handlers.push(chosen);
      else handlers = [chosen];
      break;
    }
  }
  return handlers && { index, record: record ?? viewOf(raw, wire, reader), wire, handlers, next: undefined };
}

/** The public type splits by event name what one class serves: here, and nowhere else, the two are held to be one. */
export function viewOf(raw: unknown, wire: WireRecord, reader: TableReader): StreamRecord {
  return new RecordView(raw, wire, reader) as unknown as StreamRecord;
}

/** A handler that fails in place of one that cannot be called. */
export function failing(info: Handler['info'], error: unknown): Handler {
  return {
    info,
    call: () => {
      throw error;
    },
  };
}

function passes(tests: Route['tests'], wire: WireRecord): boolean {
  try {
    for (const test of tests) {
      if (!test(wire)) return false;
    }
  } catch (error) {
    throw invalidWhereTooDeep(error, 'Record');
  }
  return true;
}

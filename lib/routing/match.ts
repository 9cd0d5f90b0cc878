import type { StreamRecord } from '../records/stream-record.js';
import { RecordView, type TableReader } from '../records/view.js';
import type { WireRecord } from '../records/wire.js';
import type { Handler } from './handler.js';
import type { Route } from './route.js';

/** A handler, and the routes that lead to it for one event name. */
export interface Entry {
  readonly handler: Handler;
  readonly routes: readonly Route[];
}

/** All that is to be known to route the records of one table. */
export interface TableRoutes {
  readonly reader: TableReader;
  /** By event name; each list in declaration order. */
  readonly entries: ReadonlyMap<unknown, readonly Entry[]>;
}

/** A record that somebody wants. */
export interface Match {
  readonly record: StreamRecord;
  readonly wire: WireRecord;
  readonly handlers: readonly Handler[];
}

/** Who wants a record; `undefined` where nobody does, which is decided without making anything. */
export function matchRecord(
  entries: readonly Entry[],
  raw: unknown,
  wire: WireRecord,
  reader: TableReader,
): Match | undefined {
  let match: { record: StreamRecord; wire: WireRecord; handlers: Handler[] } | undefined;
  const begin = () => {
    match ??= { record: viewOf(raw, wire, reader), wire, handlers: [] };
    return match;
  };
  for (const { handler, routes } of entries) {
    try {
      if (routes.some((route) => passes(route, wire, begin))) begin().handlers.push(handler);
    } catch (error) {
      // A filter that cannot tell is no filter that does not match: its handler fails, and the record with it.
      begin().handlers.push(failing(handler.info, error));
    }
  }
  return match?.handlers.length ? match : undefined;
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

function passes({ tests, when }: Route, wire: WireRecord, begin: () => Match): boolean {
  for (const test of tests) {
    if (!test(wire)) return false;
  }
  return when.every((condition) => {
    const answer = condition(begin().record);
    if (answer instanceof Promise)
      throw new TypeError('"when" returned a promise, which is always truthy: expected true or false');
    return answer;
  });
}

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
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
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
  let record: StreamRecord | undefined;
  let handlers: Handler[] | undefined;
  const view = () => {
    record ??= viewOf(raw, wire, reader);
    return record;
  };
  for (const { handler, routes } of entries) {
    let chosen: Handler | undefined;
    try {
      if (routes.some((route) => passes(route, wire, view))) chosen = handler;
    } catch (error) {
      // A filter that cannot tell is no filter that does not match: its handler fails, and the record with it.
      chosen = failing(handler, error);
    }
    if (chosen === undefined) continue;
    if (handlers === undefined) handlers = [chosen];
    else handlers.push(chosen);
  }
  return handlers && { record: view(), wire, handlers };
}

/** The public type splits by event name what one class serves: here, and nowhere else, the two are held to be one. */
export function viewOf(raw: unknown, wire: WireRecord, reader: TableReader): StreamRecord {
  return new RecordView(raw, wire, reader) as unknown as StreamRecord;
}

function passes({ tests, conditions }: Route, wire: WireRecord, view: () => StreamRecord): boolean {
  for (const test of tests) {
    if (!test(wire)) return false;
  }
  return conditions.every((condition) => checkCondition(condition(view())));
}

function checkCondition(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return Boolean(answer);
  throw new TypeError('A "when" filter returned a promise, which is always truthy; it has to answer at once.');
}

function failing({ info }: Handler, error: unknown): Handler {
  return {
    info,
    call: () => {
      throw error;
    },
  };
}

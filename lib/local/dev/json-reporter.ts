import type { Reporter } from './reporter.js';
import { thrownData } from './thrown-text.js';

/** One line of JSON for everything that happens, told apart by `type`. */
export function jsonReporter(print: (value: object) => void): Reporter {
  const line = (type: string, details: object) => print({ type, ...details });
  return {
    ready: (info) => line('ready', info),
    note: (message) => line('note', { message }),
    problem: (message, error) => line('problem', { message, ...describe(error) }),
    loaded: (file, isFirst) => line(isFirst ? 'loaded' : 'reloaded', { file }),
    record: (record) => line('record', record),
    failure: (handler, { eventID }, error) => line('failure', { handler, eventID, ...describe(error) }),
    dropped: (handler, { eventID }, error) => line('dropped', { handler, eventID, ...describe(error) }),
    mapping: (event) => line(event.type, 'error' in event ? { ...event, ...describe(event.error) } : event),
  };
}

function describe(error: unknown): object {
  if (error === undefined) return {};
  return { error: thrownData(error) };
}

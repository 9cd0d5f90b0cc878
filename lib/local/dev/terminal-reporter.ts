import { stripVTControlCharacters, styleText } from 'node:util';
import { ownFrames } from '../../loading/own-frames.js';
import type { MappingEvent } from '../mapping/mapping-event.js';
import type { Fate, RecordLine } from './record-line.js';
import type { Reporter } from './reporter.js';
import { showValue } from './show-value.js';

type Style = Parameters<typeof styleText>[0];

const EVENT_STYLES: Readonly<Record<string, Style>> = { INSERT: 'green', MODIFY: 'yellow', REMOVE: 'red' };
const FATE_STYLES: Readonly<Record<Fate, Style>> = {
  ok: 'green',
  unwanted: 'gray',
  failed: 'red',
  dropped: 'red',
  'not handled': 'magenta',
};

/** Lines for people; in colour where the terminal has any. */
export function terminalReporter(write: (text: string) => void, inColour: boolean): Reporter {
  const style = (format: Style, text: string) => (inColour ? styleText(format, text) : text);
  const line = (text: string) => write(`${text}\n`);
  const indented = (text: string) => line(text.replace(/^/gm, '  '));

  function stack(error: unknown, handler?: string): void {
    if (error === undefined) return;
    const text = error instanceof Error ? (error.stack ?? String(error)) : `thrown: ${showValue(error)}`;
    indented(style('gray', ownFrames(text, handler)));
    if (error instanceof Error && error.cause !== undefined) stack(error.cause, handler);
  }

  return {
    ready({ endpoint, engine, environment, streams }) {
      if (endpoint !== undefined) {
        line(`DynamoDB (${engine}) is at ${style('cyan', endpoint)}. To write to it from another shell:`);
        for (const [name, value] of Object.entries(environment)) line(`  export ${name}=${value}`);
      }
      line(`Following ${streams.length === 0 ? 'no stream' : streams.join(', ')}. Ctrl-C ends it.`);
    },
    note: (message) => line(style('gray', message)),
    problem(message, error) {
      line(`${style('red', 'problem')} ${message}`);
      stack(error);
    },
    loaded: (file, isFirst) => line(style('gray', `${isFirst ? 'loaded' : 'reloaded'} ${file}`)),
    record: (record) => line(recordText(record, style)),
    failure(handler, { eventID }, error) {
      line(`${style('red', 'failed')} ${handler} on event ${eventID}`);
      stack(error, handler);
    },
    dropped(handler, { eventID }, error) {
      line(`${style('red', 'dropped')} ${handler} on event ${eventID}`);
      stack(error, handler);
    },
    mapping(event) {
      const text = mappingText(event);
      if (text !== undefined) line(style('magenta', text));
    },
  };
}

function recordText(record: RecordLine, style: (format: Style, text: string) => string): string {
  const { time, eventName, table, keys, changes, handlers, durationMs, fate } = record;
  const changed = changes.map(({ path, from, to }) => `${path} ${showValue(from)} → ${showValue(to)}`);
  return [
    style('gray', time.slice(11, 23)),
    style(EVENT_STYLES[eventName] ?? 'gray', eventName),
    table ?? 'unknown table',
    showValue(keys),
    changed.join(', '),
    style('cyan', handlers.join(', ')),
    style('gray', `${Math.round(durationMs)} ms`),
    style(FATE_STYLES[fate], fate),
  ]
    .filter((part) => stripVTControlCharacters(part) !== '')
    .join(' ');
}

/** What the mapping does about a failure; the rest shows in the records. */
function mappingText(event: MappingEvent): string | undefined {
  switch (event.type) {
    case 'retrying': {
      if (event.retry === 0) return `delivering the rest in ${event.inMs} ms (${count(event.records)})`;
      const of = Number.isFinite(event.of) ? ` of ${event.of}` : '';
      return `retry ${event.retry}${of} in ${event.inMs} ms (${count(event.records)})`;
    }
    case 'bisected':
      return `bisecting ${event.records} → ${event.into.join(' + ')}`;
    case 'discarded':
      return `gave up ${count(event.records)}: ${event.invocationRecord.requestContext.condition}`;
    default:
      return undefined;
  }
}

function count(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}

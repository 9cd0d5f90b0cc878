import { counted } from '../../counted.js';
import { type Line, linesOf, type Style, styled } from '../../terminal/line.js';
import type { MappingEvent } from '../mapping/mapping-event.js';
import type { Fate, RecordLine } from './record-line.js';
import type { Reporter } from './reporter.js';
import { showValue } from './show-value.js';
import { causeOf, thrownText } from './thrown-text.js';

const EVENT_STYLES: Readonly<Record<string, Style>> = { INSERT: 'green', MODIFY: 'yellow', REMOVE: 'red' };
const FATE_STYLES: Readonly<Record<Fate, Style>> = {
  ok: 'green',
  unwanted: 'gray',
  failed: 'red',
  dropped: 'red',
  'not handled': 'magenta',
};

/** Causes of causes that are shown. */
const MAX_CAUSES = 8;

/** Lines for people; in colour where the terminal has any. */
export function terminalReporter(print: (...lines: readonly Line[]) => void): Reporter {
  function stack(error: unknown, handler?: string, outer: readonly unknown[] = []): void {
    // An error may be its own cause.
    if (error === undefined || outer.includes(error) || outer.length > MAX_CAUSES) return;
    print(...linesOf(thrownText(error, handler)).map((line) => ['  ', styled('gray', line)]));
    stack(causeOf(error), handler, [...outer, error]);
  }

  return {
    ready({ endpoint, engine, environment, streams }) {
      if (endpoint !== undefined) {
        print([`DynamoDB (${engine}) is at `, styled('cyan', endpoint), '. To write to it from another shell:']);
        for (const [name, value] of Object.entries(environment)) print(`  export ${name}=${value}`);
      }
      print(`Following ${streams.length === 0 ? 'no stream' : streams.join(', ')}. Ctrl-C ends it.`);
    },
    note: (message) => print([styled('gray', message)]),
    problem(message, error) {
      const [first = '', ...others] = linesOf(message);
      // Indented, so that no line of it can be taken for one about a record.
      print([styled('red', 'problem'), ` ${first}`], ...others.map((line) => (/^ /.test(line) ? line : `  ${line}`)));
      stack(error);
    },
    loaded: (file, isFirst) => print([styled('gray', `${isFirst ? 'loaded' : 'reloaded'} ${file}`)]),
    record: (record) => print(recordLine(record)),
    failure(handler, { eventID }, error) {
      print([styled('red', 'failed'), ` ${handler} on event ${eventID}`]);
      stack(error, handler);
    },
    dropped(handler, { eventID }, error) {
      print([styled('red', 'dropped'), ` ${handler} on event ${eventID}`]);
      stack(error, handler);
    },
    mapping(event) {
      const text = mappingText(event);
      if (text !== undefined) print([styled('magenta', text)]);
    },
  };
}

function recordLine(record: RecordLine): Line {
  const { time, eventName, table, keys, changes, handlers, durationMs, fate } = record;
  const changed = changes.map(({ path, from, to }) => `${path} ${showValue(from)} → ${showValue(to)}`);
  const parts = [
    styled('gray', time.slice(11, 23)),
    styled(EVENT_STYLES[eventName] ?? 'gray', eventName),
    table ?? 'unknown table',
    showValue(keys),
    changed.join(', '),
    styled('cyan', handlers.join(', ')),
    styled('gray', `${Math.round(durationMs)} ms`),
    styled(FATE_STYLES[fate], fate),
  ];
  return parts
    .filter((part) => (typeof part === 'string' ? part : part.text) !== '')
    .flatMap((part, position) => (position === 0 ? [part] : [' ', part]));
}

/** What the mapping does about a failure; the rest shows in the records. */
function mappingText(event: MappingEvent): string | undefined {
  switch (event.type) {
    case 'retrying': {
      if (event.retry === 0) return `delivering the rest in ${event.inMs} ms (${counted(event.records, 'record')})`;
      const of = Number.isFinite(event.of) ? ` of ${event.of}` : '';
      return `retry ${event.retry}${of} in ${event.inMs} ms (${counted(event.records, 'record')})`;
    }
    case 'polled':
      return `read ${counted(event.records, 'record')} of ${event.shardId}`;
    case 'bisected':
      return `bisecting ${event.records} → ${event.into.join(' + ')}`;
    case 'discarded':
      return `gave up ${counted(event.records, 'record')}: ${event.invocationRecord.requestContext.condition}`;
    default:
      return undefined;
  }
}

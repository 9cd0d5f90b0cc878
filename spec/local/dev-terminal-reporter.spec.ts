import { expect } from 'chai';
import { array, assert, constantFrom, property, record, string, tuple } from 'fast-check';
import { terminalReporter } from '../../lib/local/dev/terminal-reporter.js';
import { type Line, renderLine } from '../../lib/terminal/line.js';

const HARMFUL = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What a stranger writes into an item, so that it looks like another record, or sets the clipboard. */
const hostile = () =>
  tuple(
    string(),
    constantFrom(
      '\n00:00:00.000 INSERT Orders {} ok',
      '\u001b]52;c;eA==\u0007',
      '\u009b2J',
      '\u202e',
      '\r',
      'a\u2028b',
    ),
  ).map((parts) => parts.join(''));

function reported(report: (reporter: ReturnType<typeof terminalReporter>) => void): string[] {
  const lines: string[] = [];
  report(terminalReporter((...more: readonly Line[]) => lines.push(...more.map((line) => renderLine(line, false)))));
  return lines;
}

describe('what onstream dev says on a terminal', () => {
  it('is one harmless line for each record, whatever its table, keys, attributes and handlers are called', () => {
    const records = record({
      time: constantFrom('2026-01-01T00:00:00.000Z'),
      eventName: hostile(),
      eventID: hostile(),
      table: hostile(),
      keys: record({ pk: hostile() }),
      changes: array(
        record({ path: hostile(), kind: constantFrom('changed' as const), from: hostile(), to: hostile() }),
      ),
      handlers: array(hostile()),
      durationMs: constantFrom(1),
      fate: constantFrom('ok' as const),
    });
    assert(
      property(records, (line) => {
        const lines = reported(({ record }) => record(line));
        expect(lines).to.have.length(1);
        expect(lines[0]).not.to.match(HARMFUL);
      }),
    );
  });

  it('never begins a line with what a handler threw', () => {
    assert(
      property(hostile(), hostile(), (message, cause) => {
        const error = new Error(message, { cause: new Error(cause) });
        const lines = reported(({ failure }) => failure('Orders.confirm', { eventID: '1' } as never, error));
        expect(lines.filter((line) => HARMFUL.test(line))).to.deep.equal([]);
        expect(lines.filter((line) => !line.startsWith('  '))).to.deep.equal(['failed Orders.confirm on event 1']);
      }),
    );
  });

  it('never begins a line with a part of a note or of a problem but the first', () => {
    assert(
      property(hostile(), (text) => {
        expect(reported(({ note }) => note(text))).to.have.length(1);
        const lines = reported(({ problem }) => problem(text, text));
        expect(lines.filter((line) => HARMFUL.test(line))).to.deep.equal([]);
        expect(lines.filter((line) => !/^(problem| )/.test(line))).to.deep.equal([]);
      }),
    );
  });

  it('keeps the lines of a stack', () => {
    const error = Object.assign(new Error('bad'), { stack: 'Error: bad\n    at a (/x.ts:1:1)\n    at b (/y.ts:2:2)' });
    expect(reported(({ problem }) => problem('no', error))).to.deep.equal([
      'problem no',
      '  Error: bad',
      '      at a (/x.ts:1:1)',
      '      at b (/y.ts:2:2)',
    ]);
  });
});

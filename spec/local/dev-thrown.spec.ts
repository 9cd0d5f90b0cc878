import { expect } from 'chai';
import { jsonReporter } from '../../lib/local/dev/json-reporter.js';
import { recordLine } from '../../lib/local/dev/record-line.js';
import { terminalReporter } from '../../lib/local/dev/terminal-reporter.js';
import { thrownData, thrownText } from '../../lib/local/dev/thrown-text.js';
import { type Line, renderLine } from '../../lib/terminal/line.js';
import { insert } from '../../lib/testing/index.js';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function inItself(): Error {
  const error = new Error('a cause of itself');
  error.cause = error;
  return error;
}

function chained(length: number): Error {
  let error = new Error('the first');
  for (let depth = 0; depth < length; depth++) error = new Error(`cause ${depth}`, { cause: error });
  return error;
}

const refuse = () => {
  throw new Error('no');
};

const record = recordLine(insert({ pk: 'a' }), { handlers: [], durationMs: 1, fate: 'failed' }, new Date());

const THROWN: Readonly<Record<string, unknown>> = {
  'an error that is its own cause': inItself(),
  'an error with thousands of causes': chained(20_000),
  'an error with a stack of very many lines': Object.assign(new Error('x'), { stack: 'x\n'.repeat(300_000) }),
  'an error whose stack and cause cannot be read': Object.defineProperties(new Error('x'), {
    stack: { get: refuse },
    cause: { get: refuse },
  }),
  'an error whose message is a symbol': Object.assign(new Error('x'), { message: Symbol('x') }),
  'a proxy that is revoked': revoked(),
  'a proxy that refuses everything': new Proxy({}, { get: refuse, getPrototypeOf: refuse, ownKeys: refuse }),
  'an object that refuses to be inspected': { [Symbol.for('nodejs.util.inspect.custom')]: refuse, toJSON: refuse },
  'an object without a prototype': Object.create(null),
  'a symbol': Symbol('x'),
};

describe('what handlers throw', () => {
  for (const [what, thrown] of Object.entries(THROWN)) {
    it(`is shown in dev and in invoke, also ${what}`, () => {
      const lines: Line[] = [];
      terminalReporter((...more) => lines.push(...more)).failure('Orders.confirm', record, thrown);
      expect(lines.map((line) => renderLine(line, false)).join('\n')).to.match(
        /^failed Orders.confirm on event \w+\n {2}./,
      );
      expect(lines.length).to.be.below(30_000);
      expect(thrownText(thrown)).to.have.length.within(1, 30_000);
    });

    it(`is data with --json, also ${what}`, () => {
      const printed: object[] = [];
      jsonReporter((value) => printed.push(value)).failure('Orders.confirm', record, thrown);
      expect(printed).to.have.length(1);
      thrownData(thrown);
    });
  }

  it('is the name, the message and the stack of an error', () => {
    const error = new TypeError('no such order');
    expect(thrownData(error)).to.deep.include({ name: 'TypeError', message: 'no such order' });
    expect(thrownText(error)).to.match(/^TypeError: no such order\n +at /);
  });
});

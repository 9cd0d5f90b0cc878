import { expect } from 'chai';
import fc from 'fast-check';
import { hears, isExpression, mayHear, tableOf } from '../../lib/event-source/heard-table.js';
import { namesTable } from '../../lib/routing/table.js';

const NAMES = ['Orders', 'Orders-1', 'Users', 'a.b_c-d'];
const EXPRESSIONS = [/^Orders/, /^orders/i, /\/|Users/, /a\.b/gu, /[/]?Orders-\d$/, /(?:)/];

describe("A manifest's text for tables", () => {
  it('is the name, or the expression with its flags', () => {
    for (const name of NAMES) {
      expect(tableOf(name)).to.equal(name);
      expect(isExpression(name)).to.equal(false);
    }
    for (const expression of EXPRESSIONS) {
      expect(tableOf(String(expression))).to.deep.equal(expression);
      expect(isExpression(String(expression))).to.equal(true);
    }
    expect(tableOf(undefined)).to.equal(undefined);
  });

  it('is a name where no expression can be made of it', () => {
    for (const name of ['/Orders/x', '/(/', '/a/gg', '//', '/Orders']) {
      expect(tableOf(name)).to.equal(name);
      expect(isExpression(name)).to.equal(false);
    }
  });

  it('hears what `@Table` hears of which it is the text', () => {
    for (const table of [...NAMES, ...EXPRESSIONS])
      for (const name of NAMES)
        expect(hears(String(table), name), `${table} ${name}`).to.equal(namesTable(table, name));
    for (const name of NAMES) expect(hears(undefined, name)).to.equal(true);
  });

  it('leads to a source all routes that hear one of its tables', () => {
    const table = fc.constantFrom(undefined, ...NAMES, ...EXPRESSIONS);
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...NAMES, ...EXPRESSIONS),
        fc.constantFrom(...NAMES),
        (route, source, name) => {
          if (namesTable(source, name) && namesTable(route, name)) expect(mayHear(route, source)).to.equal(true);
        },
      ),
    );
    expect(mayHear('Users', 'Orders')).to.equal(false);
    expect(mayHear(/^Users/, 'Orders')).to.equal(false);
    expect(mayHear('Users', /^Orders/)).to.equal(false);
  });
});

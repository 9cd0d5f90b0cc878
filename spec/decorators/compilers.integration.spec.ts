import { runInThisContext } from 'node:vm';
import { expect } from 'chai';
import { type TransformOptions, transformSync } from 'esbuild';
import { type CompilerOptions, ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as onstream from '../../lib/index.js';
import { insert, modify } from '../../lib/testing/index.js';
import { ranFor, refusal } from './observe.js';

type Compile = (source: string) => string;

const typescript =
  (options: CompilerOptions): Compile =>
  (source) =>
    transpileModule(source, {
      compilerOptions: { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS, ...options },
    }).outputText;

const esbuild =
  (options: TransformOptions): Compile =>
  (source) =>
    transformSync(source, { loader: 'ts', target: 'es2022', ...options }).code;

const experimentalDecorators = true;
const ES2015 = { target: ScriptTarget.ES2015 };

/** What users compile with: each implements the decorators by itself. */
const COMPILERS: Readonly<Record<string, Compile>> = {
  'TypeScript, standard decorators': typescript({}),
  'TypeScript to ES2015, standard decorators': typescript(ES2015),
  'TypeScript, experimentalDecorators': typescript({ experimentalDecorators }),
  'TypeScript to ES2015, experimentalDecorators': typescript({ ...ES2015, experimentalDecorators }),
  'TypeScript with emitDecoratorMetadata': typescript({ experimentalDecorators, emitDecoratorMetadata: true }),
  'esbuild, standard decorators': esbuild({}),
  'esbuild, standard decorators, minified': esbuild({ minifySyntax: true, minifyWhitespace: true }),
  'esbuild, experimentalDecorators': esbuild({ tsconfigRaw: { compilerOptions: { experimentalDecorators } } }),
};

const SOURCE = `
@Table('Orders')
class Orders {
  made = 'field';
  @OnInsert bare() {}
  @OnInsert() called() {}
  @OnInsert({ newImage: { status: 'PAID' } }) filtered() {}
  @OnChange('status', { to: 'SHIPPED' }) @OnRemove changed() {}
  @OnModify [Symbol.for('modified')]() {}
}
class Derived extends Orders {
  bare() {}
  @OnModify called() {}
}
`;

function evaluate(javascript: string, result: string): unknown {
  const names = Object.keys(onstream).join(', ');
  const run: unknown = runInThisContext(
    `(onstream) => { const { ${names} } = onstream; ${javascript}\nreturn ${result}; }`,
  );
  if (typeof run !== 'function') throw new Error('expected a function');
  return Reflect.apply(run, undefined, [onstream]);
}

const order = { pk: 'A', status: 'PAID' };
const table = 'Orders';

for (const [name, compile] of Object.entries(COMPILERS)) {
  describe(`The decorators, compiled by ${name}`, () => {
    it('route what they say', async () => {
      const handlers = evaluate(compile(SOURCE), '[Orders, Derived]');
      if (!Array.isArray(handlers)) throw new Error('expected two classes');
      const records = [insert(order, { table }), modify(order, { ...order, status: 'SHIPPED' }, { table })];
      expect(await ranFor(handlers, [...records, insert(order, { table: 'Others' })])).to.deep.equal([
        ['Orders.bare', 'Orders.called', 'Orders.filtered', 'Derived.bare', 'Derived.filtered'],
        ['Orders.changed', 'Orders.Symbol(modified)', 'Derived.called', 'Derived.changed', 'Derived.Symbol(modified)'],
        [],
      ]);
    });

    it('refuse static methods and fields by name', () => {
      for (const member of [
        'static confirm() {}',
        'static confirm = 1;',
        'confirm = 1;',
        'get confirm() { return 1; }',
      ]) {
        const javascript = compile(`class Orders { @OnInsert fine() {} @OnInsert ${member} }`);
        expect(refusal(() => onstream.bootstrap(Object(evaluate(javascript, 'Orders'))))).to.match(
          /^Orders\.confirm: /,
        );
      }
    });

    // The older dialect has no decorators on private members.
    if (name.includes('standard')) {
      it('refuse private methods by name', () => {
        const javascript = compile('class Orders { @OnInsert fine() {} @OnInsert #confirm() {} }');
        expect(refusal(() => onstream.bootstrap(Object(evaluate(javascript, 'Orders'))))).to.match(
          /^Orders\.#confirm: /,
        );
        const inStatic = compile('class Orders { @OnInsert fine() {} @OnInsert static #confirm() {} }');
        expect(refusal(() => evaluate(inStatic, 'Orders'))).to.match(/^Orders\.#confirm: /);
      });
    }
  });
}

import { runInThisContext } from 'node:vm';
import { expect } from 'chai';
import { type TransformOptions, transformSync } from 'esbuild';
import { type CompilerOptions, ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as onstream from '../../lib/index.js';
import { insert, modify } from '../../lib/testing/index.js';
import { warnedOf } from '../warned.js';
import { ranFor, refusal, SILENT } from './observe.js';

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

    it('name a class that mentions itself and has static members, or warn that they cannot', () => {
      const source = `
        @Table('Orders') class Bound { static count = 0; @OnInsert confirm() { return Bound.count; } }
        class Free { static count = 0; @OnInsert confirm() { return Free.count; } }
        @Table('Orders', { id: 'Named' }) class ByAnotherName { @OnInsert confirm() {} }
        class Plain { @OnInsert confirm() {} }
        class _Internal { @OnInsert confirm() {} }`;
      const handlers = Object(evaluate(compile(source), '[Bound, Free, ByAnotherName, Plain, _Internal]'));
      const warnings = warnedOf(handlers);
      const ids = onstream.bootstrap(handlers, { logger: SILENT }).manifest.routes.map(({ id }) => id);
      const free = name.startsWith('esbuild') ? '_Free' : 'Free';
      expect(ids).to.deep.equal(['Bound', free, 'Named', 'Plain', '_Internal'].map((each) => `${each}.confirm`));
      expect(warnings.map((warning) => warning.slice(0, 36))).to.deep.equal(
        free === 'Free' ? [] : ['onstream: the handler ids _Free.* co'],
      );
    });

    it('warn of names that a minifier took away, and of none that it left', () => {
      const source = `
        @Table('Orders') class Bound { @OnInsert confirm() {} }
        class Free { @OnInsert confirm() {} }
        @Table('Orders', { id: 'Named' }) class ByAnotherName { @OnInsert confirm() {} }`;
      const result = `(() => { ${compile(source)} return [Bound, Free, ByAnotherName]; })()`;
      const { code } = transformSync(`globalThis.result = ${result};`, { minify: true, format: 'iife' });
      const handlers = Object(evaluate(code, 'globalThis.result'));
      const routes = onstream.bootstrap(handlers, { logger: SILENT }).manifest.routes.map(({ id }) => id);
      const changed = routes.filter((id) => !['Bound.confirm', 'Free.confirm', 'Named.confirm'].includes(id));
      expect(routes[2]).to.equal('Named.confirm');
      expect(changed).to.include(routes[1]);
      expect(warnedOf(handlers)).to.have.length(changed.length);
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

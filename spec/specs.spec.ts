import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';

const PROJECT = join(__dirname, '..');
const { scripts }: { scripts: Record<string, string> } = require('../package.json');

/** Compiled by `npm run types`, run under AWS's runtime client by `npm run spec:ric`, or helpers of specs. */
const SPEC = /\.spec\.ts$/;

const files = readdirSync(join(PROJECT, 'spec'), { recursive: true, encoding: 'utf8' })
  .map((file) => join('spec', file))
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'));

/** Mocha's own reading of a pattern, which it does not export. */
const { lookupFiles }: { lookupFiles(pattern: string, extensions: string[]): string[] } = require(
  join(dirname(require.resolve('mocha/package.json')), 'lib/cli/lookup-files.js'),
);

/** What a script hands to mocha: patterns of files, and of files to leave out. */
function filesOf(script: string): string[] {
  const words = [...(scripts[script] ?? '').matchAll(/(--ignore )?"([^"]+)"/g)];
  const found = (isIgnored: boolean) =>
    words
      .filter(([, ignore]) => (ignore !== undefined) === isIgnored)
      .flatMap(([, , pattern = '']) => lookupFiles(join(PROJECT, pattern), ['ts']))
      .map((file) => file.slice(PROJECT.length + 1));
  const ignored = new Set(found(true));
  return found(false).filter((file) => !ignored.has(file));
}

describe('The specs', () => {
  it('are each run by one script, and by one only', () => {
    const run = ['spec:unit', 'spec:integration', 'spec:package'].flatMap(filesOf);
    expect(run.sort()).to.deep.equal(files.filter((file) => SPEC.test(file)).sort());
  });

  it('take all random numbers from a seed', () => {
    const unseeded = /Math\.random|(randomUUID|randomInt|getRandomValues)\(/;
    const drawing = files.filter((file) => file !== 'spec/specs.spec.ts');
    expect(drawing.filter((file) => unseeded.test(readFileSync(join(PROJECT, file), 'utf8')))).to.deep.equal([]);
  });
});

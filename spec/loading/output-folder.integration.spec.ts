import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadHandler } from '../../lib/loading/bundle-handler.js';

/** Says where it was loaded from, and whether a package is found from there. */
const HANDLER = `
export const handler = () => ({
  from: new Error().stack.match(/file:\\/\\/([^)\\s]*?)\\/[^/)\\s]*\\.mjs/)?.[1],
  planted: import('planted').then(() => true, () => false),
});
`;

describe('where a handler is loaded from', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'onstream-spec-')));
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/handler.js'), HANDLER);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function load(): Promise<{ from: string; planted: Promise<boolean> }> {
    const { handler } = await loadHandler(join(folder, 'src/handler.js'));
    return handler(undefined as never, undefined as never, undefined as never) as never;
  }

  const plant = (modules: string) => {
    mkdirSync(join(folder, modules, 'planted'), { recursive: true });
    writeFileSync(join(folder, modules, 'planted/package.json'), '{ "main": "index.js" }');
    writeFileSync(join(folder, modules, 'planted/index.js'), 'module.exports = true;');
  };

  it('is its own folder without a node_modules, and not the temporary folder with its packages', async () => {
    const temporary = process.env.TMPDIR;
    process.env.TMPDIR = join(folder, 'tmp');
    plant('tmp/node_modules');
    try {
      expect(tmpdir()).to.equal(join(folder, 'tmp'));
      const { from, planted } = await load();
      expect(from).to.equal(join(folder, 'src'));
      expect(await planted).to.equal(false);
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = temporary;
    }
    expect(readdirSync(join(folder, 'src'))).to.deep.equal(['handler.js']);
    expect(readdirSync(join(folder, 'tmp'))).to.deep.equal(['node_modules']);
  });

  it("is a cache in the project's node_modules, with its packages", async () => {
    plant('node_modules');
    const { from, planted } = await load();
    expect(from).to.equal(join(folder, 'node_modules/.cache/onstream'));
    expect(await planted).to.equal(true);
    expect(readdirSync(from)).to.deep.equal([]);
  });

  it('is its own folder where everybody can write to the cache', async () => {
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    chmodSync(elsewhere, 0o777);
    mkdirSync(join(folder, 'node_modules/.cache'), { recursive: true });
    symlinkSync(elsewhere, join(folder, 'node_modules/.cache/onstream'));
    expect((await load()).from).to.equal(join(folder, 'src'));
  });
});

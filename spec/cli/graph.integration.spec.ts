import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { orderHandlers } from './orders.js';
import { Workplace } from './workplace.js';

describe('onstream graph', () => {
  let place: Workplace;
  before(() => {
    place = new Workplace().save('orders.ts', `console.log('loading');\n${orderHandlers()}`);
  });
  after(() => place.close());

  const written = (file: string) => readFileSync(join(place.folder, file), 'utf8');

  it('writes Mermaid text, and nothing else, to the standard output', async () => {
    const { code, stdout, stderr } = await place.run(['graph', 'orders.ts']);
    expect(stdout)
      .to.match(/^flowchart LR\n/)
      .and.to.match(/^ {2}t0 -.*> f0\("INSERT"\)\n {2}f0 --> h0\["OrderHandlers.confirm"\]$/m);
    expect(stdout).not.to.include('loading');
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: 'loading\n' });
  });

  for (const [args, start] of [
    [['--out', 'graph.svg'], '<svg '],
    [['--out', 'graph.html'], '<!doctype html>'],
    [['--out', 'graph.mmd'], 'flowchart LR'],
    [['--out', 'graph.txt', '--format', 'svg'], '<svg '],
  ] as const) {
    it(`writes a file with ${args.join(' ')}`, async () => {
      const { code, stdout } = await place.run(['graph', 'orders.ts', ...args]);
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: `Wrote ${args[1]}\n` });
      expect(written(args[1]))
        .to.match(new RegExp(`^${start}`))
        .and.to.include('OrderHandlers.confirm');
    });
  }

  it('writes a drawing to the standard output with --format alone', async () => {
    const { stdout } = await place.run(['graph', 'orders.ts', '--format', 'svg']);
    expect(stdout).to.match(/^<svg .*<\/svg>\n$/s);
  });

  for (const [args, message] of [
    [[], 'onstream graph: found no file, expected one file\n\nUsage: onstream graph <file>'],
    [['orders.ts', '--format', 'png'], '--format: found "png", expected mermaid, svg, html\n'],
    [['orders.ts', '--out', 'graph.png'], '--out graph.png: found ".png", expected .mmd, .mermaid, .svg, .html\n'],
    [['orders.ts', '--out', 'graph'], '--out graph: found "", expected .mmd, .mermaid, .svg, .html\n'],
  ] as const) {
    it(`is refused with exit code 2: ${args.join(' ') || 'no arguments'}`, async () => {
      const { code, stdout, stderr } = await place.run(['graph', ...args]);
      expect(stderr.startsWith(message), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    });
  }

  it('tells what keeps the file from being written', async () => {
    const { code, stdout, stderr } = await place.run(['graph', 'orders.ts', '--out', 'nowhere/graph.svg']);
    expect(stderr).to.match(/^--out nowhere\/graph\.svg cannot be written: ENOENT/m);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });

  it('tells that a file is not there', async () => {
    const { code, stderr } = await place.run(['graph', 'nobody.ts']);
    expect(stderr).to.match(/^nobody\.ts: found no file, expected a TypeScript or JavaScript module/);
    expect(code).to.equal(1);
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { ensureBuilt, PROGRAM } from './built.js';

const MODULE = pathToFileURL(join(PROGRAM, '../show-progress.js')).href;

/** What is drawn last, on what passes for a terminal. */
function lastShown(updates: readonly object[]): string {
  return linesShown(`for (const update of ${JSON.stringify(updates)}) display.update(update);`).at(-1) ?? '';
}

/** What is drawn on what passes for a terminal, where this is done with `display`. */
function linesShown(done: string): string[] {
  const script = `
    for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, columns: 200 });
    const { showProgress } = await import(${JSON.stringify(MODULE)});
    const display = await showProgress('items', 'auto');
    ${done}
    display.stop();
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return stripVTControlCharacters(stdout)
    .trimEnd()
    .split(/[\r\n]/);
}

describe('the progress bar of a command', () => {
  before(ensureBuilt);

  it('ends with what it was told last, however soon that came and no bar where the total is unknown', () => {
    const touched = (done: number) => ({ done, counts: { touched: done } });
    expect(lastShown([touched(1), touched(7), touched(10)])).to.match(/(^|[^/\d])10 items \| \d+\/s \| 10 touched/);
  });

  it('adds no line to what is written meanwhile as bytes, or to nothing that is written', () => {
    const lines = linesShown(`
      display.update({ done: 1, counts: { handled: 1 } });
      process.stdout.write(Buffer.from('as bytes\\n'));
      process.stdout.write('');
    `);
    expect(lines.slice(lines.indexOf('as bytes') + 1)[0]).to.match(/^1 items/);
  });

  it('ends where it was, where a run was interrupted', () => {
    const handled = (done: number) => ({ done, of: 100, counts: { handled: done } });
    expect(lastShown([handled(1), handled(40)])).to.match(/40% \| 40\/100 items .* 40 handled/);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const LIB = join(__dirname, '../../lib');

/** The rooms whose text the program shows. */
const ROOMS = ['cli', 'deploy', 'loading', 'local', 'replay', 'terminal'];

/** Files that write themselves: what is escaped, the bar's own characters, and the end of a line after a question. */
const WRITERS = ['cli/standard-output.ts', 'cli/last-line.ts', 'cli/confirm.ts'];

describe('the program', () => {
  it('writes in one place, which escapes', () => {
    const files = ROOMS.flatMap((room) =>
      readdirSync(join(LIB, room), { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`),
    );
    const writing = files
      .filter((file) => file.endsWith('.ts') && !WRITERS.includes(file))
      // What the keeper of an engine writes is read by this process.
      .filter((file) => file !== 'local/kept-process.ts')
      .filter((file) => /\b(stdout|stderr)\.write\(|\bconsole\.(log|warn|error|info)\(/.test(code(file)));
    expect(files).to.have.length.above(100);
    expect(writing).to.deep.equal([]);
  });
});

function code(file: string): string {
  return readFileSync(join(LIB, file), 'utf8').replaceAll(/^\s*(\*|\/\*\*|\/\/).*$/gm, '');
}

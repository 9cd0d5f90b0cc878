import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';

/** Leaves a process behind that keeps its standard error open for a while after it has ended. */
const LINGERING = "['-c', 'sleep 1 & exec sleep 60']";

describe('the end of a kept process', () => {
  it('is waited for until its last words are there, also where nothing else keeps the program alive', () => {
    const program = `
      require('ts-node/register');
      const { runKept } = require('./lib/local/kept-process.ts');
      const kept = runKept('sh', ${LINGERING}, {});
      setTimeout(() => kept.stop().then(() => console.log('stopped')), 500);
    `;
    const { stdout, status } = spawnSync(process.execPath, ['-e', program], {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
    });
    expect({ stdout, status }).to.deep.equal({ stdout: 'stopped\n', status: 0 });
  });
});

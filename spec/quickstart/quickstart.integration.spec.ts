import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { describeWithEngine } from '../needs.js';

const PROJECT = join(__dirname, '../..');

const CALLS = [
  'INSERT Orders {"pk":"ORDER#1"} -> OrderHandlers.confirm',
  'INSERT Orders {"pk":"ORDER#1"} -> OrderHandlers.audit',
  'MODIFY Orders {"pk":"ORDER#1"} -> OrderHandlers.review',
  'MODIFY Orders {"pk":"ORDER#1"} -> OrderHandlers.audit',
  'MODIFY Orders {"pk":"ORDER#1"} -> OrderHandlers.audit',
  'MODIFY Orders {"pk":"ORDER#1"} -> OrderHandlers.shipped',
  'MODIFY Orders {"pk":"ORDER#1"} -> OrderHandlers.audit',
  'REMOVE Orders {"pk":"ORDER#1"} -> OrderHandlers.cancelled',
  'REMOVE Orders {"pk":"ORDER#1"} -> OrderHandlers.audit',
  'INSERT Orders {"pk":"ORDER#2"} -> OrderHandlers.confirm',
  'INSERT Orders {"pk":"ORDER#2"} -> OrderHandlers.audit',
  'REMOVE Orders {"pk":"ORDER#2"} -> OrderHandlers.expired',
  'REMOVE Orders {"pk":"ORDER#2"} -> OrderHandlers.audit',
];

/** Runs npm as a user would, only without its own lines, and without what silences other people's warnings here. */
async function npm(...args: string[]) {
  const { NODE_OPTIONS: _options, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _disabled, ...env } = process.env;
  const child = spawn('npm', ['--silent', ...args], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await exitCode, stdout, stderr };
}

for (const engine of ['dynoxide', 'dynamodb-local'] as const) {
  describeWithEngine(engine, 'the quickstart', function () {
    // It builds first. DynamoDB Local takes seconds to start, and deletes what has expired every ten.
    this.timeout(120_000);

    it(`tells each call of a handler, then what there was in all, with ${engine}`, async () => {
      const { exitCode, stdout, stderr } = await npm('start', '--', '--engine', engine);
      expect(stderr).to.equal('');
      expect(stdout.trimEnd().split('\n')).to.deep.equal([
        ...CALLS,
        '8 writes, 7 records, 13 handler calls, 0 failures',
      ]);
      expect(exitCode).to.equal(0);
    });
  });
}

describe('the quickstart', function () {
  this.timeout(120_000);

  it('says what is wrong with its arguments, and what is right', async () => {
    const { exitCode, stderr } = await npm('start', '--', '--engine', 'dynamo');
    expect(stderr).to.equal('There is no engine "dynamo".\nUsage: npm start -- [--engine dynoxide | dynamodb-local]\n');
    expect(exitCode).to.equal(1);
  });
});

describe('npm run sample', () => {
  it('names the samples when asked for one that there is not', async () => {
    const { exitCode, stderr } = await npm('run', 'sample', 'quickest');
    expect(stderr).to.match(/^There is no sample "quickest"\..*\n( {2}.+\n)* {2}quickstart\n/);
    expect(exitCode).to.equal(1);
  });

  it('names the samples when asked for none', async () => {
    const { exitCode, stderr } = await npm('run', 'sample');
    expect(stderr).to.match(/^Which sample\?.*\n( {2}.+\n)* {2}quickstart\n/);
    expect(exitCode).to.equal(1);
  });
});

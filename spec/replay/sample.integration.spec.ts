import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { InvocationRecord } from '../../lib/local/index.js';

const PROJECT = join(__dirname, '../..');
const SAMPLE = 'samples/replay';
const OUT = join(PROJECT, SAMPLE, 'out');

const TEN = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((number) => `ORDER#${number}`);

const numberOf = (order: string) => Number(order.slice('ORDER#'.length));

/** Runs a command as a user would, without what silences other people's warnings here. */
async function run(command: string, ...args: string[]) {
  const { NODE_OPTIONS: _options, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _disabled, ...env } = process.env;
  const child = spawn(command, args, {
    cwd: PROJECT,
    // Whoever has an account must not have it touched.
    env: { ...env, AWS_PROFILE: 'somebody' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { exitCode, stderr, lines: stdout.trimEnd().split('\n') };
}

describe('the replay sample', function () {
  // It builds first.
  this.timeout(120_000);

  let sample: Awaited<ReturnType<typeof run>>;
  before(async () => {
    // What an earlier run left behind must not show.
    mkdirSync(OUT, { recursive: true });
    writeFileSync(join(OUT, 'failed-batches.jsonl'), 'of another run\n');
    sample = await run('npm', '--silent', 'run', 'sample', 'replay');
  });

  /** What a command says, and the handlers meanwhile. */
  const saidBy = (command: string) => {
    const start = sample.lines.indexOf(`$ npx onstream ${command}`);
    expect(start, `${command} in\n${sample.lines.join('\n')}`).to.be.at.least(0);
    return sample.lines.slice(start + 1, sample.lines.indexOf('', start));
  };
  const written = (lines: readonly string[]) =>
    lines.flatMap((line) => {
      const [, eventName = '', order = ''] = /^ {2}(\w+) (ORDER#\d+): invoice written$/.exec(line) ?? [];
      return order ? { eventName, order } : [];
    });
  /** The orders that had invoices written, all by the same kind of event. */
  const ordersOf = (lines: readonly string[], eventName: string) => {
    const each = written(lines);
    expect(each.filter((one) => one.eventName !== eventName)).to.deep.equal([]);
    return each.map(({ order }) => order).sort((a, b) => numberOf(a) - numberOf(b));
  };

  it('ends well, and tells what there was in all', () => {
    expect(sample.stderr).to.equal('');
    expect(sample.lines.at(-1)).to.equal('10 orders given up; 10 touched, 10 run, 10 exported, 10 redriven, 0 left');
    expect(sample.exitCode).to.equal(0);
  });

  it('gives up the ten orders that the bug concerns, and no others', () => {
    const before = sample.lines.slice(0, sample.lines.indexOf(''));
    expect(ordersOf(before, 'INSERT')).to.deep.equal(['ORDER#1', 'ORDER#2']);
    const failure = '  onstream: handler failed: InvoiceHandlers.write failed on event "3": Invalid time value';
    expect(before.filter((line) => line === failure)).to.have.length(3);
    expect(before.at(-1)).to.equal(
      `10 orders have no invoice. What Lambda would have kept of them is in ${SAMPLE}/out/failed-batches.jsonl`,
    );
  });

  it('touches them: they come from the stream, as MODIFY', () => {
    const lines = saidBy(`replay touch --table Orders --where '{"expiresAt":[{"exists":false}]}' --yes`);
    const done = lines.indexOf(
      'Done: 10 of 12 items selected: 10 touched, 0 gone, 0 skipped, 0 failed; throttled 0 times.',
    );
    expect(ordersOf(lines.slice(done), 'MODIFY')).to.deep.equal(TEN);
  });

  it('runs the handlers on them, as INSERT', () => {
    const lines = saidBy(
      `replay run ${SAMPLE}/handlers.ts --table Orders --where '{"expiresAt":[{"exists":false}]}' --yes`,
    );
    expect(lines.at(-1)).to.equal('Done: 10 of 12 items selected: 10 handled, 0 gone, 0 failed.');
    expect(ordersOf(lines, 'INSERT')).to.deep.equal(TEN);
  });

  const replayExport = `replay export ${SAMPLE}/out/export ${SAMPLE}/handlers.ts --yes`;

  it('replays an export of the time in which they came', () => {
    const lines = saidBy(replayExport);
    expect(lines[1]).to.match(/^ {2}Orders, its changes from \S+ to \S+: 10 items in 1 file$/);
    expect(lines.at(-1)).to.equal('10 items: 10 handled, 0 failed, 0 unreadable, 0 not read (1 of 1 files)');
    expect(ordersOf(lines, 'INSERT')).to.deep.equal(TEN);
  });

  it('redrives what was given up, and moves it to done', () => {
    const lines = saidBy(`redrive ${SAMPLE}/handlers.ts --bucket ${SAMPLE}/out/failed-batches.jsonl --yes`);
    expect(ordersOf(lines, 'INSERT')).to.deep.equal(TEN);
    const done = readFileSync(join(OUT, 'done/failed-batches.jsonl'), 'utf8').trimEnd().split('\n');
    const batches = done.map((line): InvocationRecord => JSON.parse(line));
    const keys = batches.flatMap(({ payload }) => payload?.Records.map(({ dynamodb }) => dynamodb?.Keys?.pk?.S));
    expect(keys).to.deep.equal(TEN);
    for (const { requestContext } of batches) {
      expect(requestContext.condition).to.equal('RetryAttemptsExhausted');
      // Not counting the one with those before them, which a partial response settled.
      expect(requestContext.approximateInvokeCount).to.equal(2);
    }
  });

  it('leaves the invoices, the export and what is done', () => {
    expect(readdirSync(OUT).sort()).to.deep.equal(['done', 'export', 'invoices']);
    expect(readdirSync(join(OUT, 'invoices'))).to.have.length(10);
    expect(readFileSync(join(OUT, 'invoices/ORDER-3.txt'), 'utf8')).to.equal(
      'To customer3@example.com: please pay 30 euros whenever it suits you.\n',
    );
  });

  it('prints commands that can be typed', async () => {
    const { exitCode, lines, stderr } = await run('sh', '-c', `npx --no-install onstream ${replayExport}`);
    expect(stderr.replace(/^npm warn .*\n/gm, '')).to.equal('');
    expect(lines.at(-1)).to.match(/^10 items: 10 handled, 0 failed/);
    expect(exitCode).to.equal(0);
  });
});

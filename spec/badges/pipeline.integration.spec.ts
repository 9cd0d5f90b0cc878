import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import type { InvocationRecord } from '../../lib/local/index.js';

const PROJECT = join(__dirname, '../..');
const OUT = join(PROJECT, 'samples/badges/out');

const BADGES = [
  'ada earns "first time chess" on 2026-03-01',
  'ada earns "10 days in a row" on 2026-03-10',
  'ada earns "first time go" on 2026-03-10',
  'bob earns "first time chess" on 2026-03-01',
  'cyd earns "first time go" on 2026-03-11',
];

const CONGRATULATIONS = [
  'dev | Congratulations, ada: FIRST TIME CHESS!',
  'dev | Congratulations, ada: 10 DAYS IN A ROW!',
  'dev | Congratulations, ada: FIRST TIME GO!',
  'dev | Congratulations, bob: FIRST TIME CHESS!',
  'dev | Congratulations, cyd: FIRST TIME GO!',
];

interface Run {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly lines: readonly string[];
  readonly failedPlays: readonly InvocationRecord[];
  readonly left: readonly string[];
}

/** Runs the sample as a user would, without what silences other people's warnings here, and sees what it leaves. */
async function runSample(): Promise<Run> {
  const { NODE_OPTIONS: _options, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _disabled, ...env } = process.env;
  const child = spawn('npm', ['--silent', 'run', 'sample', 'badges'], {
    cwd: PROJECT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  const failed = readFileSync(join(OUT, 'failed-plays.jsonl'), 'utf8').trimEnd().split('\n');
  return {
    exitCode,
    stderr,
    lines: stdout.trimEnd().split('\n'),
    failedPlays: failed.map((line): InvocationRecord => JSON.parse(line)),
    left: readdirSync(OUT),
  };
}

// What the first run leaves behind must not show in the second.
for (const time of ['once', 'once more']) {
  describe(`the badges sample, run ${time}`, function () {
    // It builds first.
    this.timeout(120_000);

    let run: Run;
    before(async () => {
      run = await runSample();
    });

    const has = (pattern: RegExp) => run.lines.filter((line) => pattern.test(line));
    const positionOf = (pattern: RegExp) => {
      const position = run.lines.findIndex((line) => pattern.test(line));
      expect(position, `a line like ${pattern} in\n${run.lines.join('\n')}`).to.be.at.least(0);
      return position;
    };

    it('ends well, and tells what there was in all', () => {
      expect(run.stderr).to.equal('');
      expect(run.lines.at(-1)).to.equal('23 plays, 5 badges, 1 failed play, 5 congratulations');
      expect(run.exitCode).to.equal(0);
    });

    it('awards each badge once, though Lambda delivers the plays again', () => {
      expect(has(/ earns /)).to.deep.equal(BADGES);
      // All that could be handled had been, and was again.
      expect(has(/the function has died after its work/)).to.deep.equal([
        '  The handler threw, with a batch of 23 records. (the function has died after its work)',
      ]);
      expect(positionOf(/the function has died after its work/)).to.be.above(positionOf(/^bob earns/));
    });

    it('goes on behind the poison play, once that is given up', () => {
      expect(positionOf(/^cyd earns/)).to.be.above(positionOf(/Gave up 1 record,.*RetryAttemptsExhausted/));
    });

    it('keeps the poison play, alone, in the failure file', () => {
      expect(run.failedPlays).to.have.length(1);
      const [{ requestContext, responseContext, DDBStreamBatchInfo: batch, payload } = expect.fail()] = run.failedPlays;
      expect(requestContext.condition).to.equal('RetryAttemptsExhausted');
      // Once as the first of what a partial response left, which was halved, and thrice alone.
      expect(requestContext.approximateInvokeCount).to.equal(4);
      expect(responseContext?.functionError).to.equal(null);
      expect(batch.batchSize).to.equal(1);
      expect(batch.streamArn).to.include('table/Plays/stream/');
      expect(payload?.Records.map((record) => record.dynamodb?.NewImage)).to.deep.equal([
        { player: { S: 'bob' }, playedAt: { S: 'yesterday' }, game: { S: 'chess' } },
      ]);
      expect(has(/failed-plays\.jsonl: RetryAttemptsExhausted .*"yesterday"/)).to.have.length(1);
    });

    it('retries the handler with a bug after pauses that grow, and shows where the bug is', () => {
      const pauses = has(/^dev \| retry \d+ in/).map((line) => Number(/ in (\d+) ms/.exec(line)?.[1]));
      expect(pauses.slice(0, 3)).to.deep.equal([200, 400, 800]);
      expect(
        has(/^dev \| {3}TypeError: Cannot read properties of undefined \(reading 'toUpperCase'\)$/),
      ).to.have.length(pauses.length);
      expect(has(/congratulate\.ts:8:\d+\)$/)).to.have.length(pauses.length);
      expect(has(/^dev \| .* INSERT Achievements .*"first time chess".* failed$/)).to.have.length(pauses.length);
    });

    it('handles the failed record, and those behind it, with the handler as it was fixed', () => {
      const fixed = positionOf(/^congratulate\.ts is fixed/);
      const reloaded = positionOf(/^dev \| reloaded congratulate\.ts$/);
      expect(reloaded).to.be.above(fixed);
      expect(has(/Congratulations/)).to.deep.equal(CONGRATULATIONS);
      expect(positionOf(/Congratulations/)).to.be.above(reloaded);
      const handled = has(/^dev \| .* INSERT Achievements .* CongratulationHandlers\.congratulate .* ok$/);
      expect(handled).to.have.length(5);
      expect(handled[0]).to.include('"ada"').and.to.include('"first time chess"');
    });

    it('leaves nothing but the failure file', () => {
      expect(run.left).to.deep.equal(['failed-plays.jsonl']);
    });
  });
}

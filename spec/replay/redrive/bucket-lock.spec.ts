import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ConfigurationError } from '../../../lib/errors.js';
import { thisProcess } from '../../../lib/files/process-identity.js';
import { redrive } from '../../../lib/replay/index.js';
import { openBucket } from '../../../lib/replay/redrive/bucket.js';
import { insert } from '../../../lib/testing/index.js';
import { givenUp } from '../../local/failure/given-up.js';
import { BucketStandIn } from './bucket-stand-in.js';
import { withCredentials } from './credentials.js';
import { RecordedTarget } from './recorded-target.js';

const LOCK = 'orders/.redrive.lock';
const { signal } = new AbortController();

describe('the lock of a redrive from a bucket', () => {
  withCredentials();
  let bucket: BucketStandIn;
  let target: RecordedTarget;

  function putBatch(key: string, pk: string): void {
    const { record } = givenUp();
    const payload = { Records: [insert({ pk }, { table: 'Orders' })] };
    bucket.objects.set(key, JSON.stringify({ ...record, payload }));
  }

  beforeEach(async () => {
    bucket = await new BucketStandIn().start();
    target = new RecordedTarget();
    for (const pk of ['1', '2', '3']) putBatch(`orders/${pk}`, pk);
  });
  afterEach(() => bucket.stop());

  const run = (url = 's3://failed/orders', more: object = {}) =>
    redrive({ bucket: url, endpoint: bucket.endpoint, target, ...more });
  const open = (leaseMs: number) => openBucket('s3://failed/orders', { endpoint: bucket.endpoint, leaseMs });

  async function refusal(refused: Promise<unknown>): Promise<string> {
    const error = await refused.catch((reason: unknown) => reason);
    if (!(error instanceof ConfigurationError)) throw new Error(`not refused: ${error}`);
    return error.message;
  }

  /** Leaves a lock as a run of another process does that was killed. */
  function leaveLock(ageMs: number, holder: object): void {
    const token = '0123456789abcdef';
    bucket.objects.set(LOCK, JSON.stringify({ token, since: 'long ago', ...thisProcess(), ...holder }));
    bucket.writtenAt.set(LOCK, bucket.now() - ageMs);
  }

  /** Lets all runs find the same lock, or none, and one of them begin with its batches before the others try to write it. */
  function startTogether(runs: number): void {
    const [haveLooked, hasBegun] = [new EventEmitter(), new EventEmitter()];
    const [allLooked, begun] = [once(haveLooked, 'now'), once(hasBegun, 'now')];
    let [looking, writing] = [0, 0];
    bucket.before = async (request) => {
      if (request === `GET ${LOCK}` && ++looking === runs) haveLooked.emit('now');
      if (request === `GET ${LOCK}`) await allLooked;
      if (request === 'GET orders/1') hasBegun.emit('now');
      if (request === `PUT ${LOCK}` && ++writing > 1) await begun;
    };
  }

  it('refuses a second run, and says which process goes on', async () => {
    let second: Promise<string> | undefined;
    target.before = async () => {
      second ??= refusal(run());
      await second;
    };
    expect((await run()).handled).to.equal(3);
    const { pid, host } = thisProcess();
    expect(await second).to.match(
      new RegExp(
        `^s3://failed/orders/ is being redriven by another run \\(process ${pid} on ${host}, since .*\\)\\. Wait until ` +
          'that has ended: two at once would handle batches twice\\. The lock of a run that was killed, ' +
          's3://failed/orders/\\.redrive\\.lock, ends after 120 seconds\\.$',
      ),
    );
    expect(target.deliveries).to.deep.equal([['1'], ['2'], ['3']]);
  });

  it('is taken by one of many runs that begin at the same time', async () => {
    target.before = () => sleep(20);
    startTogether(6);
    const runs = await Promise.allSettled(Array.from({ length: 6 }, () => run()));
    expect(runs.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(target.deliveries).to.deep.equal([['1'], ['2'], ['3']]);
  });

  it('is deleted at the end, also where a batch failed or the run could not begin', async () => {
    target.broken.add('2');
    await run();
    expect(bucket.keys).to.not.include(LOCK);
    await run('s3://failed/orders', { confirm: () => Promise.reject(new Error('no answer')) }).catch(() => undefined);
    expect(bucket.keys).to.not.include(LOCK);
  });

  it('is no batch, is not needed by a dry run, and not taken by it', async () => {
    let listed: unknown;
    target.before = async () => {
      listed ??= await run('s3://failed/orders', { dryRun: true });
    };
    await run();
    expect(listed).to.deep.include({ batches: 3, readable: 3 });
  });

  for (const [outer, inner] of [
    ['s3://failed', 's3://failed/orders'],
    ['s3://failed/orders', 's3://failed/orders/2026/03'],
  ] as const) {
    it(`of ${outer} holds for ${inner}, and the other way round`, async () => {
      for (const [first, second] of [
        [outer, inner],
        [inner, outer],
      ]) {
        putBatch('orders/2026/03/4', '4');
        let refused: Promise<string> | undefined;
        target.before = async () => {
          refused ??= refusal(run(second));
          await refused;
        };
        await run(first);
        expect(await refused).to.match(/is being redriven by another run/);
        expect(bucket.keys.filter((key) => key.endsWith('.lock'))).to.deep.equal([]);
      }
    });
  }

  it('of a process of this machine that has ended is taken over at once', async () => {
    leaveLock(0, { started: '1' });
    expect((await run()).handled).to.equal(3);
    expect(bucket.keys).to.not.include(LOCK);
  });

  for (const skewMs of [0, -3_600_000, 3_600_000]) {
    it(`of another machine ends with its lease, by the clock of S3 which is off by ${skewMs / 60_000} minutes`, async () => {
      bucket.skewMs = skewMs;
      leaveLock(100_000, { host: 'another' });
      expect(await refusal(run())).to.match(/process \d+ on another, since long ago/);
      expect(target.deliveries).to.deep.equal([]);
      leaveLock(130_000, { host: 'another' });
      expect((await run()).handled).to.equal(3);
    });
  }

  it('that was left behind is taken over by one of many', async () => {
    leaveLock(130_000, { host: 'another' });
    target.before = () => sleep(20);
    startTogether(6);
    await Promise.allSettled(Array.from({ length: 6 }, () => run()));
    expect(target.deliveries).to.deep.equal([['1'], ['2'], ['3']]);
  });

  it('is kept while a batch takes longer than a lease', async () => {
    const source = await open(150);
    await source.list(signal);
    const first = bucket.objects.get(LOCK);
    await sleep(400);
    expect(bucket.objects.get(LOCK)).to.be.a('string').and.not.equal(first);
    await source.close();
    const closed = bucket.keys;
    await sleep(100);
    expect([closed, bucket.keys].map((keys) => keys.includes(LOCK))).to.deep.equal([false, false]);
  });

  it('is written again before the next batch where time has stood still', async () => {
    const source = await open(60_000);
    const [entry] = await source.list(signal);
    const { now } = Date;
    Date.now = () => now() + 70_000;
    try {
      await entry?.read();
    } finally {
      Date.now = now;
      await source.close();
    }
  });

  it('ends the run where another one has taken it over, which keeps it', async () => {
    const source = await open(600);
    const [entry] = await source.list(signal);
    leaveLock(0, { host: 'another' });
    const taken = bucket.objects.get(LOCK);
    // Longer than until the lock is written again, and shorter than its lease.
    await sleep(300);
    expect(await refusal(Promise.resolve(entry?.read()))).to.equal(
      'The lock s3://failed/orders/.redrive.lock could not be kept: another run may handle these batches. Run the ' +
        'command again for those that are left.',
    );
    await source.close();
    expect(bucket.objects.get(LOCK)).to.equal(taken);
  });

  it('is left to the run that has taken it over unnoticed', async () => {
    const source = await open(60_000);
    await source.list(signal);
    leaveLock(0, { host: 'another' });
    await source.close();
    expect(bucket.keys).to.include(LOCK);
  });

  it('is said to be impossible where conditions are not kept as S3 keeps them', async () => {
    bucket.instead = (request) => (request === `PUT ${LOCK}` ? 412 : undefined);
    const { get } = bucket.objects;
    bucket.objects.get = (key) => (key === LOCK ? undefined : get.call(bucket.objects, key));
    expect(await refusal(run())).to.match(/^s3:\/\/failed\/orders\/\.redrive\.lock cannot be written: /);
  });

  it('is this run’s where S3 wrote it, and the answer was lost', async () => {
    let lost = 0;
    bucket.instead = (request) => (request === `PUT ${LOCK}` && lost++ === 0 ? 500 : undefined);
    expect((await run()).handled).to.equal(3);
    expect(lost).to.be.greaterThan(1);
    expect(bucket.keys).to.not.include(LOCK);
  });
});

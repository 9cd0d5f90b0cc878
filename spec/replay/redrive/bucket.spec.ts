import { expect } from 'chai';
import { toBucket } from '../../../lib/local/index.js';
import { type RedriveOutcome, redrive } from '../../../lib/replay/index.js';
import { insert } from '../../../lib/testing/index.js';
import { errorOf, givenUp } from '../../local/failure/given-up.js';
import { BucketStandIn } from './bucket-stand-in.js';
import { withCredentials } from './credentials.js';
import { RecordedTarget } from './recorded-target.js';

describe('redrive from a bucket', () => {
  withCredentials();
  let bucket: BucketStandIn;
  let target: RecordedTarget;
  let outcomes: RedriveOutcome[];

  beforeEach(async () => {
    bucket = await new BucketStandIn().start();
    target = new RecordedTarget();
    outcomes = [];
  });
  afterEach(() => bucket.stop());

  function run(url: string, more: object = {}) {
    const onOutcome = (outcome: RedriveOutcome) => void outcomes.push(outcome);
    return redrive({ bucket: url, endpoint: bucket.endpoint, target, onOutcome, ...more });
  }

  function put(key: string, ...items: string[]): void {
    const { record } = givenUp();
    const payload = { Records: items.map((pk) => insert({ pk }, { table: 'Orders' })) };
    bucket.objects.set(key, JSON.stringify({ ...record, payload }));
  }

  it('runs what toBucket wrote, and moves it to done under the prefix', async () => {
    const { record, payload } = givenUp();
    const clientConfig = { endpoint: bucket.endpoint, region: 'us-east-1', forcePathStyle: true };
    await toBucket('s3://failed/orders', { clientConfig })(record, payload);
    const [key] = bucket.keys;
    const { handled, records } = await run('s3://failed/orders', { originalId: true });
    expect({ handled, records }).to.deep.equal({ handled: 1, records: 1 });
    expect(target.records).to.deep.equal(payload.Records);
    expect(bucket.keys).to.deep.equal([`orders/done/${key?.slice('orders/'.length)}`]);
  });

  it('runs the objects of all pages in the order of their keys, and only those under the prefix', async () => {
    for (const place of ['5', '1', '4', '2', '3']) put(`orders/${place}`, place);
    put('orders/done/0', 'done');
    put('ordersOfYore/1', 'of another prefix');
    await run('s3://failed/orders/');
    expect(target.deliveries).to.deep.equal([['1'], ['2'], ['3'], ['4'], ['5']]);
    expect(bucket.keys).to.include('ordersOfYore/1');
  });

  it('takes a bucket without a prefix, and keys that need escaping', async () => {
    put('a b+c/ü&1', 'ORDER#1');
    await run('s3://failed');
    expect(bucket.keys).to.deep.equal(['done/a b+c/ü&1']);
  });

  for (const prefix of ['orders//', '/orders/', '//', 'a/../b/', '../', 'a b+c/%2F/']) {
    it(`takes the prefix ${prefix} as it is, and writes there`, async () => {
      const { record, payload } = givenUp();
      const clientConfig = { endpoint: bucket.endpoint, region: 'us-east-1', forcePathStyle: true };
      await toBucket(`s3://failed/${prefix}`, { clientConfig })(record, payload);
      put(`${prefix}a//../b`, 'ORDER#1');
      expect(bucket.keys.every((key) => key.startsWith(prefix))).to.equal(true);
      for (const other of ['orders/1', 'b/1', '1']) put(other, 'other');
      const { handled } = await run(`s3://failed/${prefix}`);
      expect(handled).to.equal(2);
      expect(bucket.keys).to.include(`${prefix}done/a//../b`).and.to.include.members(['orders/1', 'b/1', '1']);
    });
  }

  it('goes on where an object is gone, or may not be read', async () => {
    for (const key of ['orders/1', 'orders/2', 'orders/3']) put(key, key);
    target.before = () => bucket.objects.delete('orders/2');
    const { handled, failed } = await run('s3://failed/orders');
    expect({ handled, failed }).to.deep.equal({ handled: 2, failed: 1 });
    expect(outcomes[1]).to.deep.include({ status: 'failed', name: 's3://failed/orders/2' });
    expect(outcomes[1]?.reason).to.match(/^cannot be read: /);
  });

  it('leaves what fails again with the error beside it, and takes that away when it succeeds', async () => {
    put('orders/1', 'ORDER#1', 'ORDER#2');
    target.broken.add('ORDER#2');
    const { failed } = await run('s3://failed/orders');
    expect(failed).to.equal(1);
    expect(bucket.keys).to.deep.equal(['orders/1', 'orders/1.error.json']);
    expect(JSON.parse(bucket.objects.get('orders/1.error.json') ?? '')).to.deep.include({
      reason: '1 of 2 records failed',
    });

    target.broken.clear();
    await run('s3://failed/orders');
    expect(bucket.keys).to.deep.equal(['orders/done/1']);
  });

  it('leaves objects alone that are no failed batches', async () => {
    bucket.objects.set('orders/1', 'good morning');
    const { refused } = await run('s3://failed/orders');
    expect(refused).to.equal(1);
    expect(bucket.keys).to.deep.equal(['orders/1']);
    expect(outcomes[0]?.name).to.equal('s3://failed/orders/1');
  });

  it('says that there is no such bucket', async () => {
    const error = await errorOf(() => run('s3://nowhere/orders'));
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error.message).to.match(/^There is no s3:\/\/nowhere\/orders: /);
  });
});

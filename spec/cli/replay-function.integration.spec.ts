import type { DynamoDBRecord } from 'aws-lambda';
import { expect } from 'chai';
import { keyOfOrder, Shop } from '../replay/shop.js';
import { AwsStandIn } from './aws-stand-in.js';
import { Workplace } from './workplace.js';

const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };

describe('onstream replay run --function', () => {
  let shop: Shop;
  let lambda: AwsStandIn;
  let place: Workplace;
  before(async () => {
    shop = await Shop.open('dynoxide');
    await shop.create('Orders');
    await shop.fill('Orders', 12);
  });
  after(() => shop.close());
  beforeEach(async () => {
    lambda = await new AwsStandIn().start();
    place = new Workplace();
  });
  afterEach(async () => {
    lambda.stop();
    await place.close();
  });

  function run(...args: string[]) {
    return runIn(env, ...args);
  }

  function runIn(env: NodeJS.ProcessEnv, ...args: string[]) {
    const endpoints = ['--endpoint', shop.endpoint, '--lambda-endpoint', lambda.endpoint];
    return place.run(['replay', 'run', '--table', 'Orders', '--yes', ...endpoints, ...args], { env });
  }

  const numberOf = (record: DynamoDBRecord) => Number(record.dynamodb?.Keys?.sk?.N);
  const sizes = () => lambda.invocations.map(({ length }) => length);

  it('asks for no credentials where Lambda is a stand-in on this machine', async () => {
    const { code, stdout, stderr } = await runIn({}, '--function', 'orders');
    expect(stdout).to.match(/12 handled, 0 gone, 0 failed\.\n$/);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('invokes it with events as Lambda makes them of a stream, and writes nothing to the table', async () => {
    const before = await shop.items('Orders');
    const { code, stdout, stderr } = await run('--function', 'orders', '--batch-size', '5');
    expect(stdout).to.include('to          the function orders, as INSERT in batches of 5');
    expect(stdout).to.match(/Done: 12 of 12 items selected: 12 handled, 0 gone, 0 failed\.\n$/);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });

    expect(sizes()).to.deep.equal([5, 5, 2]);
    const records = lambda.invocations.flat();
    expect(records.map(numberOf).sort((a, b) => a - b)).to.deep.equal([...before.keys()].sort((a, b) => a - b));
    for (const record of records) {
      const number = numberOf(record);
      expect(record).to.include({ eventName: 'INSERT', eventSource: 'aws:dynamodb' });
      expect(record.eventID).to.match(/^replay-/);
      expect(record.eventSourceARN).to.match(/:table\/Orders\/stream\//);
      expect(record.dynamodb).to.deep.include({
        Keys: keyOfOrder(number),
        NewImage: before.get(number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      });
    }
    expect(await shop.items('Orders')).to.deep.equal(before);
    expect(await shop.records('Orders')).to.have.length(12);
  });

  it('counts what it names in batchItemFailures, and invokes it again with what follows', async () => {
    lambda.invoked = (records) => {
      const bad = records.find((record) => numberOf(record) === 7);
      return { returns: { batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb?.SequenceNumber }] : [] } };
    };
    const { code, stdout, stderr } = await run('--function', 'orders');
    expect(stdout).to.match(/Done: 12 of 12 items selected: 11 handled, 0 gone, 1 failed\.\n$/);
    expect(stderr).to.match(
      /^failed \{"pk":"CUSTOMER#7","sk":"7"\} \(event replay-\w+\): reported in batchItemFailures\n$/,
    );
    expect(code).to.equal(1);
    const [first = [], second = []] = lambda.invocations;
    const at = first.findIndex((record) => numberOf(record) === 7);
    expect(second.map(numberOf)).to.deep.equal(first.slice(at + 1).map(numberOf));
  });

  it('counts the whole event where it throws, and goes on with the next', async () => {
    lambda.invoked = () =>
      lambda.invocations.length === 1 ? { throws: 'no mail today' } : { returns: { batchItemFailures: [] } };
    const { code, stdout, stderr } = await run('--function', 'orders', '--batch-size', '5');
    expect(stdout).to.match(/Done: 12 of 12 items selected: 7 handled, 0 gone, 5 failed\.\n$/);
    expect(stderr.trimEnd().split('\n')).to.have.length(5);
    for (const line of stderr.trimEnd().split('\n'))
      expect(line).to.match(/^failed \{.*\} \(event .*\): Error: no mail today$/);
    expect(code).to.equal(1);
    expect(sizes()).to.deep.equal([5, 5, 2]);
  });

  it('says that there is no such function, and that nothing was handled', async () => {
    lambda.refusal = { status: 404, type: 'ResourceNotFoundException', message: 'Function not found: former' };
    const { code, stdout, stderr } = await run('--function', 'former');
    expect(stderr).to.equal('There is no function former here: Function not found: former\n');
    expect(stdout).to.match(/Stopped: 0 of 0 items selected: 0 handled, 0 gone, 0 failed\.\n/);
    expect(code).to.equal(1);
  });

  it('invokes nothing with --dry-run', async () => {
    const { code, stdout } = await run('--function', 'orders', '--dry-run');
    expect(stdout).to.match(/Would hand over 12 of 12 items\. No handler was run\.\n$/);
    expect(code).to.equal(0);
    expect(lambda.asked).to.deep.equal([]);
  });
});

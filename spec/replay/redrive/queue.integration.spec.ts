import { expect } from 'chai';
import { toQueue } from '../../../lib/local/index.js';
import { isReplayed, type RedriveOutcome, redrive } from '../../../lib/replay/index.js';
import { openQueue } from '../../../lib/replay/redrive/queue.js';
import { errorOf, givenUp } from '../../local/failure/given-up.js';
import { withCredentials } from './credentials.js';
import { OrdersStream } from './orders-stream.js';
import { QueueStandIn } from './queue-stand-in.js';
import { RecordedTarget } from './recorded-target.js';

describe('redrive from a queue', () => {
  withCredentials();
  let orders: OrdersStream;
  let queue: QueueStandIn;
  let target: RecordedTarget;
  let outcomes: RedriveOutcome[];

  before(async () => {
    orders = await OrdersStream.with(9);
  });
  beforeEach(async () => {
    queue = await new QueueStandIn().start();
    target = new RecordedTarget();
    outcomes = [];
  });
  afterEach(() => queue.stop());
  after(() => orders.stop());

  function run(more: object = {}) {
    const onOutcome = (outcome: RedriveOutcome) => void outcomes.push(outcome);
    return redrive({ queue: queue.url, endpoint: orders.engine.endpoint, target, onOutcome, ...more });
  }

  it('reads exactly the failed range again, and deletes the message', async () => {
    queue.send(orders.failed(3, 5));
    const summary = await run();
    expect(target.deliveries).to.deep.equal([['ORDER#3', 'ORDER#4', 'ORDER#5']]);
    expect(queue.messages).to.deep.equal([]);
    expect(summary).to.deep.equal({
      batches: 1,
      handled: 1,
      failed: 0,
      expired: 0,
      refused: 0,
      readable: 0,
      left: 0,
      records: 3,
    });
  });

  it('hands over the records as Lambda does, under their first ids where it is told to', async () => {
    queue.send(orders.failed(1));
    await run({ originalId: true });
    const [record] = target.records;
    expect(record).to.include({ eventName: 'INSERT', eventSource: 'aws:dynamodb', eventSourceARN: orders.streamArn });
    expect(Object(record).dynamodb).to.deep.include({
      SequenceNumber: '1',
      NewImage: { pk: { S: 'ORDER#1' }, photo: { B: 'AQ==' } },
    });
    expect(record?.eventID).to.match(/^(?!replay-)./);
  });

  it('gives them ids of their own, the same whenever and with whatever batch they are redriven', async () => {
    queue.send(orders.failed(1, 2));
    await run({ originalId: true });
    const firstIds = target.records.splice(0).map(({ eventID }) => eventID);
    queue.send(orders.failed(1, 2), orders.failed(2, 3));
    await run();
    const ids = target.records.map(({ eventID }) => eventID);
    expect(ids.slice(0, 2)).to.deep.equal(firstIds.map((id) => `replay-${id}`));
    expect(ids[2]).to.equal(ids[1]);
    expect(target.records.every(isReplayed)).to.equal(true);
  });

  it('runs the batches of a shard in their order', async () => {
    queue.send(orders.failed(7, 8), orders.failed(1), orders.failed(3, 4));
    await run();
    expect(target.deliveries.map(([first]) => first)).to.deep.equal(['ORDER#1', 'ORDER#3', 'ORDER#7']);
  });

  it('receives more messages than come at once', async () => {
    for (let order = 1; order <= 9; order++) queue.send(orders.failed(order), orders.failed(order, 9));
    const { handled } = await run();
    expect({ handled, left: queue.messages }).to.deep.equal({ handled: 18, left: [] });
  });

  it('leaves a batch that fails again, visible, and goes on with the others', async () => {
    target.broken.add('ORDER#2');
    queue.send(orders.failed(1, 3), orders.failed(4));
    const { handled, failed, records } = await run();
    expect({ handled, failed, records }).to.deep.equal({ handled: 1, failed: 1, records: 3 });
    expect(queue.visible).to.deep.equal(['m1']);
    expect(outcomes[0]).to.deep.include({
      status: 'failed',
      name: 'message m1',
      batch: `records 1 to 3 of ${orders.shardId} (Orders)`,
      reason: '1 of 3 records failed',
    });
    expect(outcomes[0]?.failures[0]?.reason).to.include('no mail today');
  });

  it('leaves a message alone that is no failed batch, and tells what it found', async () => {
    queue.send('good morning', { Records: [{ eventSource: 'aws:s3' }] }, orders.failed(1));
    const { handled, refused } = await run();
    expect({ handled, refused }).to.deep.equal({ handled: 1, refused: 2 });
    expect(queue.visible).to.deep.equal(['m1', 'm2']);
    expect(outcomes.filter(({ status }) => status === 'refused').map(({ reason }) => reason)).to.deep.equal([
      "found no JSON, expected Lambda's record of a failed batch, with DDBStreamBatchInfo or KinesisBatchInfo",
      "found keys [Records], expected Lambda's record of a failed batch, with DDBStreamBatchInfo or KinesisBatchInfo",
    ]);
  });

  const gone = (writtenAt = '2026-03-09T23:05:00Z') => {
    const record = orders.failed(1, 2);
    const streamArn = orders.streamArn.replace('table/Orders', 'table/Former');
    return {
      ...record,
      DDBStreamBatchInfo: { ...record.DDBStreamBatchInfo, streamArn, approximateArrivalOfLastRecord: writtenAt },
    };
  };

  it('says what has expired, and leaves its message', async () => {
    queue.send(gone());
    const { expired } = await run();
    expect(expired).to.equal(1);
    expect(outcomes[0]?.reason).to.equal(
      `records 1 to 2 of ${orders.shardId} (Former): gone, since there is no such shard any more`,
    );
    expect(outcomes[0]?.note).to.match(/^It cannot be redriven any more\. --delete-expired takes it out; /);
    expect(queue.visible).to.deep.equal(['m1']);
  });

  it('does not take a batch for expired that is less than a day old, and deletes none', async () => {
    queue.send(gone(new Date(Date.now() - 60_000).toISOString()));
    const { expired, failed } = await run({ deleteExpired: true });
    expect({ expired, failed }).to.deep.equal({ expired: 0, failed: 1 });
    expect(outcomes[0]?.reason).to.match(/^cannot be read again: .*region or endpoint are not its own$/);
    expect(queue.visible).to.deep.equal(['m1']);
  });

  it('deletes the messages of what has expired where it is told to', async () => {
    queue.send(gone());
    await run({ deleteExpired: true });
    expect(queue.messages).to.deep.equal([]);
    expect(outcomes[0]).to.include({
      status: 'expired',
      note: 'It could not be redriven any more, and was taken out.',
    });
  });

  it('fails a batch whose last record is not in the shard', async () => {
    queue.send(orders.failed(8, 12));
    await run();
    expect(outcomes[0]).to.deep.include({
      status: 'failed',
      reason: 'cannot be read again: found records up to 9 only in the shard',
    });
    expect(queue.visible).to.deep.equal(['m1']);
  });

  it('tells where there are more records in the range than in the batch', async () => {
    queue.send(orders.failed(1, 5, 2));
    await run();
    expect(outcomes[0]?.note).to.match(/^5 records between the first and the last of a batch of 2: /);
  });

  it('believes no records that a message brings, and reads those of its position', async () => {
    const { payload } = givenUp();
    queue.send({ ...orders.failed(2), payload });
    await run();
    expect(target.deliveries).to.deep.equal([['ORDER#2']]);
  });

  it('reads messages that SNS has put into its envelope, in their order', async () => {
    const envelope = (record: object) => ({ Type: 'Notification', MessageId: '1', Message: JSON.stringify(record) });
    queue.send(envelope(orders.failed(3)), orders.failed(2), envelope(orders.failed(1)));
    await run();
    expect(target.deliveries).to.deep.equal([['ORDER#1'], ['ORDER#2'], ['ORDER#3']]);
    expect(queue.messages).to.deep.equal([]);
  });

  it('reads what toQueue sends', async () => {
    const { payload } = givenUp();
    const clientConfig = { endpoint: new URL(queue.url).origin, region: 'us-east-1' };
    await toQueue(queue.url, { clientConfig })(orders.failed(2), payload);
    await run();
    expect(target.deliveries).to.deep.equal([['ORDER#2']]);
    expect(queue.messages).to.deep.equal([]);
  });

  it('keeps the messages from others while it runs, and lets go of what is left', async () => {
    queue.send(orders.failed(1), orders.failed(2));
    const source = await openQueue(queue.url, { visibilitySeconds: 0.1 });
    const [first] = await source.list(new AbortController().signal);
    await queue.heldTimes(3);
    expect(queue.visible).to.deep.equal([]);
    await first?.done();
    await source.close();
    expect(queue.held.at(-1)).to.equal(0);
    expect(queue.visible).to.deep.equal(['m2']);
  });

  it('runs nothing and deletes nothing in a dry run', async () => {
    queue.send(orders.failed(1, 3), gone());
    const { readable, expired } = await run({ dryRun: true });
    expect({ readable, expired }).to.deep.equal({ readable: 1, expired: 1 });
    expect(target.deliveries).to.deep.equal([]);
    expect(queue.visible).to.deep.equal(['m1', 'm2']);
  });

  it('asks first, and begins nothing where the answer is no', async () => {
    queue.send(orders.failed(1), orders.failed(2));
    const plans: object[] = [];
    const { left } = await run({ confirm: (plan: object) => plans.push(plan) === 0 });
    expect(plans).to.deep.equal([{ from: queue.url, batches: 2, settled: 'deleted' }]);
    expect({ left, deliveries: target.deliveries }).to.deep.equal({ left: 2, deliveries: [] });
    expect(queue.visible).to.deep.equal(['m1', 'm2']);
  });

  it('ends after the batch in flight when it is interrupted', async () => {
    queue.send(orders.failed(1), orders.failed(2), orders.failed(3));
    const over = new AbortController();
    target.before = () => over.abort();
    const { handled, left } = await run({ signal: over.signal });
    expect({ handled, left }).to.deep.equal({ handled: 1, left: 2 });
    expect(queue.visible).to.deep.equal(['m2', 'm3']);
  });

  it('ends where it may not delete, and tells that the batch was handled', async () => {
    queue.send(orders.failed(1), orders.failed(2));
    queue.refused = 'DeleteMessage';
    const { failed, left, records } = await run();
    expect({ failed, left, records }).to.deep.equal({ failed: 1, left: 1, records: 1 });
    expect(outcomes[0]?.reason).to.equal(
      'handled, but it is still there: AccessDeniedException: not allowed: DeleteMessage. It needs sqs:DeleteMessage.',
    );
  });

  it('says what it needs where it may not receive', async () => {
    queue.refused = 'ReceiveMessage';
    const error = await errorOf(() => run());
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error.message).to.include('It needs sqs:ReceiveMessage.');
  });
});

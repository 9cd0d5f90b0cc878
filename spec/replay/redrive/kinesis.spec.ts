import { expect } from 'chai';
import { type RedriveOutcome, redrive } from '../../../lib/replay/index.js';
import { insert, kinesisEvent } from '../../../lib/testing/index.js';
import { givenUp } from '../../local/failure/given-up.js';
import { withCredentials } from './credentials.js';
import { KinesisStandIn } from './kinesis-stand-in.js';
import { QueueStandIn } from './queue-stand-in.js';
import { RecordedTarget } from './recorded-target.js';

describe('redrive of a stream of Kinesis', () => {
  withCredentials();
  let kinesis: KinesisStandIn;
  let queue: QueueStandIn;
  let target: RecordedTarget;
  let outcomes: RedriveOutcome[];

  beforeEach(async () => {
    kinesis = await new KinesisStandIn().start();
    queue = await new QueueStandIn().start();
    target = new RecordedTarget();
    outcomes = [];
    for (let order = 0; order < 9; order++) kinesis.put(change(order));
  });
  afterEach(() => {
    kinesis.stop();
    queue.stop();
  });

  /** What DynamoDB writes to Kinesis, in base64. */
  function change(order: number): string {
    return kinesisEvent(insert({ pk: `ORDER#${order}` }, { table: 'Orders' })).Records[0]?.kinesis.data ?? '';
  }

  /** What Lambda writes of a batch that it gives up. */
  function failed(start: number, end = start, streamArn = kinesis.streamArn): object {
    const { DDBStreamBatchInfo, ...record } = givenUp().record;
    const [startSequenceNumber, endSequenceNumber] = [start, end].map((place) => kinesis.sequenceNumber(place));
    const { shardId } = kinesis;
    const batchSize = end - start + 1;
    const range = { shardId, startSequenceNumber, endSequenceNumber, batchSize, streamArn };
    return { ...record, KinesisBatchInfo: { ...DDBStreamBatchInfo, ...range } };
  }

  function run(more: object = {}) {
    const onOutcome = (outcome: RedriveOutcome) => void outcomes.push(outcome);
    return redrive({ queue: queue.url, endpoint: kinesis.endpoint, target, onOutcome, ...more });
  }

  it('reads exactly the failed range again, over pages and empty ones, and deletes the message', async () => {
    kinesis.emptyPages = 2;
    queue.send(failed(3, 7));
    const { handled, records } = await run();
    expect({ handled, records }).to.deep.equal({ handled: 1, records: 5 });
    expect(target.deliveries).to.deep.equal([['ORDER#3', 'ORDER#4', 'ORDER#5', 'ORDER#6', 'ORDER#7']]);
    expect(queue.messages).to.deep.equal([]);
    expect(outcomes[0]?.batch).to.match(/^records \d+ to \d+ of shardId-000000000000 \(changes\)$/);
  });

  it('begins with the record that Lambda names', async () => {
    queue.send(failed(3));
    await run();
    expect(kinesis.asked[0]).to.deep.equal({
      action: 'GetShardIterator',
      StreamARN: kinesis.streamArn,
      ShardId: kinesis.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      StartingSequenceNumber: kinesis.sequenceNumber(3),
    });
    expect(kinesis.asked).to.have.length(2);
  });

  it('hands over the records as Lambda does', async () => {
    const data = change(9);
    queue.send(failed(kinesis.put(data)));
    await run({ originalId: true });
    expect(target.records).to.deep.equal([
      {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: 'key',
          sequenceNumber: kinesis.sequenceNumber(9),
          data,
          approximateArrivalTimestamp: 1_479_499_740.5,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `${kinesis.shardId}:${kinesis.sequenceNumber(9)}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: '',
        awsRegion: 'eu-west-1',
        eventSourceARN: kinesis.streamArn,
      },
    ]);
  });

  it('leaves a batch that fails again', async () => {
    target.broken.add('ORDER#2');
    queue.send(failed(1, 3), failed(4));
    const { handled, failed: failedAgain } = await run();
    expect({ handled, failedAgain }).to.deep.equal({ handled: 1, failedAgain: 1 });
    expect(queue.visible).to.deep.equal(['m1']);
  });

  it('says what has expired in part, runs nothing of it, and leaves its message', async () => {
    queue.send(failed(3, 5));
    kinesis.trim(5);
    const { expired } = await run();
    expect(expired).to.equal(1);
    expect(outcomes[0]?.reason).to.match(
      new RegExp(`gone in part or whole, the oldest record left is ${kinesis.sequenceNumber(5)}$`),
    );
    expect(target.deliveries).to.deep.equal([]);
    expect(queue.visible).to.deep.equal(['m1']);
  });

  it('says that a stream is no more', async () => {
    queue.send(failed(3, 5, 'arn:aws:kinesis:eu-west-1:123456789012:stream/former'));
    await run();
    expect(outcomes[0]).to.deep.include({ status: 'expired' });
    expect(outcomes[0]?.reason).to.match(/\(former\): gone, since there is no such shard any more$/);
  });

  it('says that what answers at an endpoint does not speak HTTP/2, as Kinesis does', async () => {
    queue.send(failed(3));
    const endpoint = new URL(queue.url).origin;
    await run({ endpoint });
    expect(outcomes[0]).to.deep.include({ status: 'failed' });
    expect(outcomes[0]?.reason).to.equal(`cannot be read again: ${endpoint} does not answer by HTTP/2: Protocol error`);
  });
});

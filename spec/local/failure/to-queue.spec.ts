import { expect } from 'chai';
import type { MessageQueue } from '../../../lib/local/failure/clients.js';
import { sendToQueue } from '../../../lib/local/failure/to-queue.js';
import { toQueue } from '../../../lib/local/index.js';
import { errorOf, givenUp } from './given-up.js';

/** A queue in memory, which remembers with what it was connected to. */
class FakeQueue implements MessageQueue {
  readonly configs: object[] = [];
  readonly messages: Parameters<MessageQueue['sendMessage']>[0][] = [];
  fault: Error | undefined;

  readonly connect = async (config: object) => {
    this.configs.push(config);
    return this;
  };

  async sendMessage(input: Parameters<MessageQueue['sendMessage']>[0]): Promise<void> {
    if (this.fault) throw this.fault;
    this.messages.push(input);
  }
}

describe('toQueue', () => {
  const { record, payload } = givenUp();
  const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/failed-orders';

  it('sends the invocation record without the event', async () => {
    const queue = new FakeQueue();
    await sendToQueue(url, {}, queue.connect)(record, payload);
    expect(queue.messages.map(({ QueueUrl }) => QueueUrl)).to.deep.equal([url]);
    expect(JSON.parse(String(queue.messages[0]?.MessageBody))).to.deep.equal(record);
  });

  it('leaves out a payload that the record has already', async () => {
    const queue = new FakeQueue();
    await sendToQueue(url, {}, queue.connect)({ ...record, payload }, payload);
    expect(queue.messages[0]?.MessageBody).not.to.include('secret');
  });

  it('connects once, with the given configuration, when the first batch comes', async () => {
    const queue = new FakeQueue();
    const clientConfig = { region: 'eu-west-1', endpoint: 'http://localhost:9324' };
    const destination = sendToQueue(url, { clientConfig }, queue.connect);
    expect(queue.configs).to.deep.equal([]);
    await Promise.all([destination(record, payload), destination(record, payload)]);
    expect(queue.configs).to.deep.equal([clientConfig]);
    expect(queue.messages).to.have.length(2);
  });

  it('tells which batch the queue did not take', async () => {
    const queue = new FakeQueue();
    queue.fault = Object.assign(new Error('no such queue'), { name: 'QueueDoesNotExist' });
    const error = await errorOf(() => sendToQueue(url, {}, queue.connect)(record, payload));
    expect(error.message)
      .to.include(url)
      .and.to.include('records 100 to 100 of shardId-00000001-abcd')
      .and.to.include('QueueDoesNotExist: no such queue');
    expect(error.cause).to.equal(queue.fault);
  });

  it('refuses a FIFO queue, as Lambda does', async () => {
    const error = await errorOf(() => toQueue(`${url}.fifo`));
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error.message).to.include('a standard queue').and.to.include('FIFO');
  });

  for (const [what, act] of [
    ['no URL', () => toQueue('')],
    ['an ARN', () => toQueue('arn:aws:sqs:eu-west-1:123456789012:failed-orders')],
    ['an unknown option', () => toQueue(url, Object({ mappingId: 'id' }))],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await errorOf(act);
      expect(error).to.have.property('name', 'ConfigurationError');
      expect(error.message).to.match(/^toQueue: found .*, expected /);
    });
  }
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { install } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { lambdaTarget } from '../../../lib/replay/target/lambda-target.js';
import type { ReplayTarget } from '../../../lib/replay/target/target.js';
import { changesOf } from './changes.js';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Ends at once each pause that AWS's client makes between two tries. */
async function withoutPauses<T>(run: () => Promise<T>): Promise<T> {
  const clock = install({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true });
  const skipping = setInterval(() => clock.next(), 1);
  try {
    return await run();
  } finally {
    clearInterval(skipping);
    clock.uninstall();
  }
}

/** AWS's own client, and a server that answers as Lambda does. */
describe('a deployed function', () => {
  const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const before_ = Object.fromEntries(Object.keys(credentials).map((name) => [name, process.env[name]]));
  let server: Server;
  let target: ReplayTarget;
  let events: { path: string; records: { dynamodb: { SequenceNumber: string; Keys: { pk: { S: string } } } }[] }[];
  let answer: (records: (typeof events)[number]['records']) => Answer;

  beforeEach(async () => {
    Object.assign(process.env, credentials);
    events = [];
    answer = () => ({ body: null });
    server = createServer(async (request, response) => {
      const { Records } = Object(await json(request));
      events.push({ path: String(request.url), records: Records });
      const { status = 200, headers = {}, body } = answer(Records);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    target = await lambdaTarget('orders:live', { region: 'us-east-1', endpoint });
  });

  afterEach(async () => {
    await target.close();
    server.closeAllConnections();
    server.close();
    for (const [name, value] of Object.entries(before_)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('is invoked with the records, and waited for', async () => {
    const records = changesOf('a', 'b');
    expect(await target.deliver(records)).to.deep.equal({ handled: 2, failures: [] });
    expect(events).to.have.lengthOf(1);
    expect(events[0]?.path).to.match(/^\/2015-03-31\/functions\/orders(:|%3A)live\/invocations$/);
    expect(events[0]?.records).to.deep.equal(records);
  });

  it('is invoked again with what follows a failure that it reports', async () => {
    answer = (records) => {
      const bad = records.find(({ dynamodb }) => dynamodb.Keys.pk.S === 'bad');
      return { body: { batchItemFailures: bad ? [{ itemIdentifier: bad.dynamodb.SequenceNumber }] : [] } };
    };
    const records = changesOf('a', 'bad', 'c', 'bad');
    const { handled, failures } = await target.deliver(records);
    expect(handled).to.equal(2);
    expect(failures).to.deep.equal([
      { eventID: records[1]?.eventID, reason: 'reported in batchItemFailures' },
      {
        eventID: records[3]?.eventID,
        reason: `not delivered, since an earlier record of the same item failed (event ${records[1]?.eventID})`,
      },
    ]);
    expect(events.map((event) => event.records.length)).to.deep.equal([4, 1]);
  });

  it('fails the whole event by throwing', async () => {
    answer = () => ({
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: { errorType: 'BatchError', errorMessage: '1 of 2 records failed\nand more', trace: [] },
    });
    const { handled, failures } = await target.deliver(changesOf('a', 'b'));
    expect(handled).to.equal(0);
    expect(failures.map(({ reason }) => reason)).to.deep.equal(Array(2).fill('BatchError: 1 of 2 records failed'));
  });

  it('gets no event that is larger than Lambda takes', async () => {
    const large = changesOf(...Array.from({ length: 18 }, (_, n) => `${n}`)).map((record) => ({
      ...record,
      dynamodb: { ...record.dynamodb, NewImage: { text: { S: 'é'.repeat(200_000) } } },
    }));
    expect((await target.deliver(large)).handled).to.equal(18);
    expect(events.map(({ records }) => records.length)).to.deep.equal([15, 3]);
    for (const { records } of events) {
      expect(Buffer.byteLength(JSON.stringify({ Records: records }))).to.be.at.most(6 * 1024 * 1024);
    }
  });

  it('is tried again where it is throttled', async () => {
    const answers: Answer[] = [
      { status: 429, headers: { 'x-amzn-errortype': 'TooManyRequestsException' }, body: { message: 'Rate Exceeded.' } },
    ];
    answer = () => answers.pop() ?? { body: null };
    const delivered = await withoutPauses(() => target.deliver(changesOf('a')));
    expect(delivered).to.deep.equal({ handled: 1, failures: [] });
    expect(events).to.have.lengthOf(2);
  });

  it('has to exist', async () => {
    answer = () => ({
      status: 404,
      headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
      body: { Message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:orders' },
    });
    const error = await target.deliver(changesOf('a')).catch((reason: unknown) => reason);
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error).to.have.property(
      'message',
      'There is no function orders:live here: Function not found: arn:aws:lambda:us-east-1:123456789012:function:orders',
    );
  });

  it('has to answer', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const port = 9; // Nobody listens there.
    const away = await lambdaTarget('orders', { region: 'us-east-1', endpoint: `http://127.0.0.1:${port}` });
    const error = await withoutPauses(() => away.deliver(changesOf('a'))).catch((reason: unknown) => reason);
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(String(error)).to.include(`http://127.0.0.1:${port} does not answer`);
  });
});

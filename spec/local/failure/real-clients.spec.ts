import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { toBucket, toQueue } from '../../../lib/local/index.js';
import { givenUp } from './given-up.js';

interface Request {
  readonly method: string | undefined;
  readonly path: string;
  readonly target: string | undefined;
  readonly body: string;
}

/** What AWS's own clients send, to a server that takes everything. */
describe("AWS's clients", () => {
  const { record, payload } = givenUp();
  const requests: Request[] = [];
  let server: Server;
  let endpoint: string;

  before(async () => {
    server = createServer(async (message, response) => {
      const request = await requestOf(message);
      requests.push(request);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(request.target === undefined ? '' : JSON.stringify(receiptOf(request)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const clientConfig = () => ({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  it('put what was given up into a bucket, with its payload, under the key that Lambda gives it', async () => {
    await toBucket('s3://failed/orders', { clientConfig: clientConfig() })(record, payload);
    const { method, path, body } = requests.at(-1) ?? {};
    expect(method).to.equal('PUT');
    expect(path).to.match(
      /^\/failed\/orders\/aws\/lambda\/[\da-f-]{36}\/shardId-[\w-]+\/\d{4}\/\d\d\/\d\d\/[\dT.-]+-[\da-f-]{36}\?/,
    );
    expect(JSON.parse(String(body))).to.deep.equal({ ...record, payload });
  });

  it('send what was given up to a queue, without its payload', async () => {
    const queueUrl = `${endpoint}/000000000000/failed`;
    await toQueue(queueUrl, { clientConfig: clientConfig() })(record, payload);
    const { target, body } = requests.at(-1) ?? {};
    expect(target).to.equal('AmazonSQS.SendMessage');
    const { QueueUrl, MessageBody } = JSON.parse(String(body));
    expect(QueueUrl).to.equal(queueUrl);
    expect(JSON.parse(MessageBody)).to.deep.equal(record);
  });
});

async function requestOf(message: IncomingMessage): Promise<Request> {
  const target = message.headers['x-amz-target'];
  return { method: message.method, path: String(message.url), target: target?.toString(), body: await text(message) };
}

/** The client checks that the queue has got what was sent. */
function receiptOf({ body }: Request): object {
  const digest = createHash('md5').update(JSON.parse(body).MessageBody).digest('hex');
  return { MessageId: '1', MD5OfMessageBody: digest };
}

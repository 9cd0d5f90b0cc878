import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeWithPs } from '../needs.js';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const LIVE = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';

const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };

const KEYS = {
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};

function portOf(server: Server): string {
  const address = server.address();
  return typeof address === 'object' ? String(address?.port) : '';
}

/** The pid of the engine that listens on this port. */
function engineOf(endpoint: string): number {
  const { port } = new URL(endpoint);
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const engine = processes.find((line) => / *\d+ \S*dynoxide serve /.test(line) && line.includes(`--port ${port} `));
  return Number(engine?.trim().split(' ')[0]);
}

describeWithPs('the end of onstream dev', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('orders.ts', orderHandlers());
  });
  afterEach(() => place.close());

  it('comes with the death of the engine, with its last words and exit code 1', async () => {
    const program = await place.dev('orders.ts');
    process.kill(engineOf(await program.endpoint()), 'SIGKILL');
    const { code, stdout, stderr } = await program.ended();
    expect(stdout).not.to.include('The stream');
    expect(stderr).to.match(/^dynoxide has ended by itself\. Its standard error:\n[\s\S]* was ended by SIGKILL\n$/);
    expect(code).to.equal(1);
  });

  it('leaves no engine and no built file behind', async () => {
    const program = await place.save('node_modules/README', '').dev('orders.ts');
    const engine = engineOf(await program.endpoint());
    expect(engine).to.be.above(0);
    await program.interrupt().ended();
    expect(() => process.kill(engine, 0)).to.throw('ESRCH');
    expect(readdirSync(join(place.folder, 'node_modules/.cache/onstream'))).to.deep.equal([]);
  });

  it('comes with the end of the last stream', async () => {
    const program = await place.dev('orders.ts');
    await new Shop(await program.endpoint()).client.deleteTable({ TableName: 'Orders' });
    const { code, stdout, stderr } = await program.ended();
    expect(stdout).to.match(/^The stream arn:.* has ended: it was turned off, or its table is gone\.$/m);
    expect({ code, stderr }).to.deep.equal({ code: 1, stderr: 'No stream is left to follow.\n' });
  });

  it('comes at once where the table of the endpoint has no stream', async () => {
    const tables = ['Orders', 'Users'].map((TableName) => ({ TableName, ...KEYS }));
    const other = await place.save('tables.json', JSON.stringify(tables)).dev('orders.ts', '--tables', 'tables.json');
    const endpoint = await other.endpoint();
    const { client } = new Shop(endpoint);
    await client.updateTable({ TableName: 'Orders', StreamSpecification: { StreamEnabled: false } });
    // The engine lives as long as a stream is left.
    await other.says(/^The stream arn:.*table\/Orders\/.* has ended: it was turned off/m);
    const { code, stderr } = await place.run(['dev', 'orders.ts', '--endpoint', endpoint]);
    expect(stderr).to.match(/^The table Orders has no stream\. Turn it on with StreamSpecification: /);
    expect(code).to.equal(1);
  });

  it('comes at once where nothing answers at the endpoint', async () => {
    const { code, stderr } = await place.run(['dev', 'orders.ts', '--endpoint', 'http://127.0.0.1:2']);
    expect(stderr).to.match(
      /^No DynamoDB answers at http:\/\/127\.0\.0\.1:2: .*\. Start it, or leave out the endpoint\.$/m,
    );
    expect(code).to.equal(1);
  });

  it('comes at once where the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    try {
      const { code, stderr } = await place.run(['dev', 'orders.ts', '--port', port]);
      expect(stderr).to.match(new RegExp(`^Port ${port} is in use\\. Leave out the port to get a free one, `));
      expect(code).to.equal(1);
    } finally {
      server.close();
    }
  });

  it('comes at once without a file, before an engine is started', async () => {
    const { code, stdout, stderr } = await place.run(['dev', 'order.ts']);
    expect(stderr).to.equal(
      'order.ts: found no file, expected a TypeScript or JavaScript module that exports a handler: ' +
        `looked at ${place.folder}/order.ts\n`,
    );
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
  });

  it('comes at once where a stream of AWS is to be followed without credentials', async () => {
    const env = { HOME: place.folder, AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, stderr } = await place.run(['dev', 'orders.ts', '--stream-arn', LIVE], { env });
    expect(stderr).to.equal(
      '--stream-arn: found no AWS credentials (Could not load credentials from any providers). ' +
        'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run: aws configure\n',
    );
    expect(code).to.equal(1);
  });

  it('comes at once where the stream is not there any more', async () => {
    const gone = '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"not found"}';
    const aws = createHttpServer((_, response) => response.writeHead(400, JSON_1_0).end(gone)).listen(0, '127.0.0.1');
    await once(aws, 'listening');
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: `http://127.0.0.1:${portOf(aws)}`,
      AWS_ACCESS_KEY_ID: 'mine',
      AWS_SECRET_ACCESS_KEY: 'mine',
    };
    const { code, stderr } = await place.run(['dev', 'orders.ts', '--stream-arn', LIVE], { env });
    aws.close();
    expect(stderr).to.match(/^The stream arn:.* is not there\. A stream that was turned off is gone after 24 hours; /);
    expect(code).to.equal(1);
  });

  it('comes at once where --stream-arn names no stream', async () => {
    const { code, stderr } = await place.run(['dev', 'orders.ts', '--stream-arn', LIVE.replace(/\/stream.*/, '')]);
    expect(stderr).to.match(/^--stream-arn: found "arn:.*table\/Orders", expected arn:aws:dynamodb:region:account:/);
    expect(code).to.equal(1);
  });

  it('comes when nobody reads what it prints any more', async () => {
    const program = await place.dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    program.stopReading();
    await shop.put('ORDER#1', 'PAID');
    expect((await program.ended()).code).to.equal(1);
  });
});

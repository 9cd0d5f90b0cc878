import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type AttributeValue, DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { startDynamoDB } from 'onstream/local';
import { touch } from 'onstream/replay';
import { median } from './measure.js';
import { report, tell } from './report.js';

const TABLE = 'Orders';
const ITEMS = 1_000;
const ROUNDS = 3;
const WANTED = 5;

/** A call to DynamoDB takes about as long from within its region, where replays are run. */
const ROUND_TRIP_MS = 4;

/** More do not make an engine faster. */
const IN_FLIGHT = 16;

/**
 * Touching items against what every script does in its place: scan, and put one by one. On this machine alone there is
 * no time on the way to be saved, and both come near to what the engine takes, which is one write after another.
 */
export async function benchReplay(): Promise<void> {
  for (const roundTripMs of [ROUND_TRIP_MS, 0]) {
    const loops: number[] = [];
    const touches: number[] = [];
    const ceilings: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      loops.push(await itemsPerSecond(roundTripMs, scanAndPut));
      touches.push(await itemsPerSecond(roundTripMs, ({ endpoint }) => touch({ table: TABLE, endpoint, segments: 4 })));
      if (roundTripMs === 0) ceilings.push(await itemsPerSecond(0, updateWithoutClient));
    }
    const [fast, slow] = [median(touches), median(loops)];
    const name = `touching ${ITEMS} items in 4 segments / scan and put one by one`;
    const figures = `${(fast / slow).toFixed(1)}× (${fast.toFixed(0)} and ${slow.toFixed(0)} items/s`;
    if (roundTripMs > 0) report(`${name}, ${roundTripMs} ms away`, `${WANTED}×`, `${figures})`, fast >= WANTED * slow);
    else tell(`${name}, on this machine`, `${figures}; the engine takes ${median(ceilings).toFixed(0)})`);
  }
}

/** In an engine of its own. */
async function itemsPerSecond(
  roundTripMs: number,
  run: (config: DynamoDBClientConfig & { endpoint: string }) => Promise<unknown>,
): Promise<number> {
  const dynamodb = await startDynamoDB({ engine: 'dynoxide' });
  const distant = await atADistance(dynamodb.endpoint, roundTripMs);
  const client = new DynamoDB(dynamodb.clientConfig);
  try {
    await createTable(client);
    const endpoint = roundTripMs === 0 ? dynamodb.endpoint : distant.endpoint;
    const begun = performance.now();
    await run({ ...dynamodb.clientConfig, endpoint });
    return (ITEMS * 1000) / (performance.now() - begun);
  } finally {
    client.destroy();
    distant.stop();
    await dynamodb.stop();
  }
}

async function scanAndPut(config: DynamoDBClientConfig): Promise<void> {
  const client = new DynamoDB(config);
  let after: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.scan({ TableName: TABLE, ExclusiveStartKey: after });
    for (const item of Items) {
      const revision = { N: String(Number(item.revision?.N ?? 0) + 1) };
      await client.putItem({ TableName: TABLE, Item: { ...item, revision } });
    }
    after = LastEvaluatedKey;
  } while (after !== undefined);
  client.destroy();
}

/** The same updates as those of a touch, by what does no more than send them. */
async function updateWithoutClient({ endpoint }: { endpoint: string }): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  let next = 0;
  async function work(): Promise<void> {
    while (next < ITEMS) await updateOne(endpoint, agent, `ORDER#${next++}`);
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  agent.destroy();
}

function updateOne(endpoint: string, agent: Agent, pk: string): Promise<void> {
  const update = {
    TableName: TABLE,
    Key: { pk: { S: pk } },
    UpdateExpression: 'ADD revision :one',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revision)',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  };
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.UpdateItem',
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(endpoint, { method: 'POST', agent, headers }, async (answer) => {
      const body = await buffer(answer);
      if (answer.statusCode === 200) resolve();
      else reject(new Error(`${answer.statusCode} ${body}`));
    });
    outgoing.once('error', reject).end(JSON.stringify(update));
  });
}

/** The same DynamoDB behind a network with this round trip. */
async function atADistance(endpointBehind: string, roundTripMs: number) {
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming);
    await pause(roundTripMs);
    const options = { method: 'POST', headers: incoming.headers };
    request(endpointBehind, options, async (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(await buffer(answer));
    }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function createTable(client: DynamoDB): Promise<void> {
  await client.createTable({
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  for (let from = 0; from < ITEMS; from += 25) {
    const orders = Array.from({ length: 25 }, (_, at) => {
      return { PutRequest: { Item: { pk: { S: `ORDER#${from + at}` }, status: { S: 'PAID' } } } };
    });
    await client.batchWriteItem({ RequestItems: { [TABLE]: orders } });
  }
  // Now, since dynoxide gets slower with each record in its stream.
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await client.updateTable({ TableName: TABLE, StreamSpecification });
}

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { type AttributeValue, DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { startDynamoDB } from 'onstream/local';
import { touch } from 'onstream/replay';
import { median } from './measure.js';
import { report } from './report.js';

const TABLE = 'Orders';
const ITEMS = 2_000;
const ROUNDS = 3;
const WANTED = 5;

/** A call to DynamoDB takes about as long from within its region, where replays are run. */
const ROUND_TRIP_MS = 4;

/** Touching items against what every script does in its place: scan, and put one by one. */
export async function benchReplay(): Promise<void> {
  for (const roundTripMs of [ROUND_TRIP_MS, 0]) {
    const loops: number[] = [];
    const touches: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      loops.push(await itemsPerSecond(roundTripMs, scanAndPut));
      touches.push(await itemsPerSecond(roundTripMs, ({ endpoint }) => touch({ table: TABLE, endpoint, segments: 4 })));
    }
    const [fast, slow] = [median(touches), median(loops)];
    const where = roundTripMs === 0 ? 'on this machine' : `${roundTripMs} ms away`;
    report(
      `touching ${ITEMS} items in 4 segments / scan and put one by one, ${where}`,
      `${WANTED}×`,
      `${(fast / slow).toFixed(1)}× (${fast.toFixed(0)} and ${slow.toFixed(0)} items/s)`,
      fast >= WANTED * slow,
    );
  }
}

/** In an engine of its own, since dynoxide gets slower with each record in its stream. */
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
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  for (let from = 0; from < ITEMS; from += 25) {
    const orders = Array.from({ length: 25 }, (_, at) => {
      return { PutRequest: { Item: { pk: { S: `ORDER#${from + at}` }, status: { S: 'PAID' } } } };
    });
    await client.batchWriteItem({ RequestItems: { [TABLE]: orders } });
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { followStream, startDynamoDB } from 'onstream/local';
import { median } from './measure.js';
import { report } from './report.js';

const TABLE = 'Orders';
const WARM_UP = 20;
const WRITES = 200;
const WANTED_MS = 60;

/** Longer than any pause between polls, so that writes come at any moment between two of them. */
const PAUSE_MS = 50;

/** Its multiples are spread evenly between whole numbers, and in no rhythm: the same pauses in every run. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** From the moment at which a write is sent, not answered, to the call of the handler. */
export async function benchWriteToHandler(): Promise<void> {
  const dynamodb = await startDynamoDB({ engine: 'dynoxide' });
  const client = new DynamoDB(dynamodb.clientConfig);
  try {
    await createTable(client);
    const arrivals = new Map<string, () => void>();
    const handler = async ({ Records }: DynamoDBStreamEvent) => {
      for (const { dynamodb } of Records) arrivals.get(dynamodb?.Keys?.pk?.S ?? '')?.();
    };
    const follower = await followStream(handler, { dynamodb, table: TABLE });

    const times: number[] = [];
    for (let write = 0; write < WARM_UP + WRITES; write++) {
      await pause(((write * GOLDEN) % 1) * PAUSE_MS);
      const pk = `ORDER#${write}`;
      const arrived = new Promise<void>((resolve) => arrivals.set(pk, resolve));
      const begun = performance.now();
      const answered = client.putItem({ TableName: TABLE, Item: { pk: { S: pk }, status: { S: 'PAID' } } });
      await arrived;
      if (write >= WARM_UP) times.push(performance.now() - begun);
      await answered;
    }
    await follower.stop();

    const slow = times.sort((a, b) => a - b)[Math.floor(WRITES * 0.95)] ?? Number.NaN;
    const measured = `${median(times).toFixed(1)} ms (19 in 20 within ${slow.toFixed(1)} ms)`;
    const name = `from a write to ${dynamodb.engine} to the handler, median of ${WRITES}`;
    report(name, `${WANTED_MS} ms`, measured, median(times) < WANTED_MS);
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

async function createTable(client: DynamoDB): Promise<void> {
  await client.createTable({
    TableName: TABLE,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
}

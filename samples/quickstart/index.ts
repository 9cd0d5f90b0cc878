/**
 * Runs the handlers of handlers.ts on this machine: starts an embedded DynamoDB, writes to a table, and hands the
 * stream of changes to the handlers as Lambda would.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ConfigurationError, type HandlerResult } from 'onstream';
import { type EngineName, followStream, type LocalDynamoDB, startDynamoDB } from 'onstream/local';
import { handler } from './handlers.js';
import { Orders } from './orders.js';

const ENGINES: readonly EngineName[] = ['dynoxide', 'dynamodb-local'];

/** DynamoDB Local looks for expired items every ten seconds, dynoxide every second. */
const EXPIRY_MS = 30_000;

async function main(): Promise<void> {
  const engine = chosenEngine();
  // The engine ends with this process, however it ends.
  const dynamodb = await startDynamoDB(engine === undefined ? {} : { engine });
  try {
    await run(dynamodb);
  } finally {
    await dynamodb.stop();
  }
}

async function run(dynamodb: LocalDynamoDB): Promise<void> {
  const client = new DynamoDB(dynamodb.clientConfig);
  const orders = new Orders(client);
  await orders.createTable();

  const results: HandlerResult[] = [];
  let records = 0;
  let failures = 0;
  // `followStream(handler, …)` would do. What `dispatch` gives in place of Lambda's response can be counted.
  const follower = await followStream(
    async (event, context) => {
      const outcome = await handler.dispatch(event, context);
      records += outcome.records;
      results.push(...outcome.results);
      failures += outcome.failures.flatMap(({ errors }) => errors).length;
    },
    { dynamodb, table: 'Orders' },
  );

  await write(orders);
  const expired = () => results.some((result) => result.handler === 'OrderHandlers.expired');
  for (const end = Date.now() + EXPIRY_MS; !expired() && failures === 0; await sleep(20)) {
    if (Date.now() > end) throw new Error(`${dynamodb.engine} deleted no expired order within ${EXPIRY_MS} ms.`);
  }
  await follower.caughtUp();
  await follower.stop();
  client.destroy();

  const calls = results.length + failures;
  console.log(`${orders.writes} writes, ${records} records, ${calls} handler calls, ${failures} failures`);
  if (failures > 0) process.exitCode = 1;
}

async function write(orders: Orders): Promise<void> {
  await orders.put({ pk: 'ORDER#1', status: 'PLACED', email: 'ada@example.com', total: 120 });
  await orders.update('ORDER#1', 'total', 1200);
  await orders.update('ORDER#1', 'status', 'PAID');
  await orders.update('ORDER#1', 'status', 'SHIPPED');
  // Neither changes anything, so the stream tells of neither.
  await orders.update('ORDER#1', 'status', 'SHIPPED');
  await orders.put({ pk: 'ORDER#1', status: 'SHIPPED', email: 'ada@example.com', total: 1200 });
  await orders.delete('ORDER#1');

  const aMinuteAgo = Math.floor(Date.now() / 1000) - 60;
  await orders.put({ pk: 'ORDER#2', status: 'PLACED', email: 'bob@example.com', total: 80, expiresAt: aMinuteAgo });
  await orders.deleteExpired();
}

function chosenEngine(): EngineName | undefined {
  try {
    const { engine: name } = parseArgs({ options: { engine: { type: 'string' } } }).values;
    const engine = ENGINES.find((each) => each === name);
    if (engine === name) return engine;
    throw new Error(`There is no engine "${name}".`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}`);
    console.error(`Usage: npm start -- [--engine ${ENGINES.join(' | ')}]`);
    process.exit(1);
  }
}

main().catch((error: unknown) => {
  // This one is for whoever reads it, not for whoever debugs.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});

/**
 * Ten orders come in while a handler has a bug, so that Lambda gives them up. Then the bug is mended, and the orders are
 * handled after all, in each of the four ways that there are. One would do.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { bootstrap, ConfigurationError, type StreamHandler } from 'onstream';
import { followStream, type InvocationRecord, type LocalDynamoDB, startDynamoDB, toFile } from 'onstream/local';
import type { Order } from '../quickstart/handlers.js';
import { Orders } from '../quickstart/orders.js';
import { type ExportWindow, openWindow } from './export-window.js';
import { handler } from './handlers.js';
import { InvoiceHandlers as HandlersWithABug } from './handlers-with-a-bug.js';
import { countInvoices, removeInvoices } from './invoices.js';
import { assignmentsOf, environmentOf, onstream } from './onstream.js';

const OUT = join(__dirname, 'out');
const FAILED = join(OUT, 'failed-batches.jsonl');
const EXPORT = join(OUT, 'export');
const HANDLERS = pathOf(join(__dirname, 'handlers.ts'));

const EXPIRING = 2;
const ORDERS = 10;
/** Which orders the handlers failed on, as a pattern. */
const NEVER_EXPIRES = JSON.stringify({ expiresAt: [{ exists: false }] });

async function main(): Promise<void> {
  await rm(OUT, { recursive: true, force: true });
  // The engine ends with this process, however it ends.
  const dynamodb = await startDynamoDB();
  try {
    await replay(dynamodb);
  } finally {
    await dynamodb.stop();
  }
}

async function replay(dynamodb: LocalDynamoDB): Promise<void> {
  const exportWindow = await placeOrders(dynamodb);
  console.log(
    `${EXPIRING + ORDERS} orders have come in, and the handler has a bug: it takes it that all of them expire.`,
  );
  const logger = { ...console, warn: note, error: note };
  let deployed: StreamHandler = bootstrap(HandlersWithABug, { reportBatchItemFailures: true, logger });
  let command = Promise.resolve();
  const follower = await followStream(
    async (event, context) => {
      // Two that write to one terminal would write into each other's lines.
      await command.catch(() => undefined);
      return deployed(event, context);
    },
    { dynamodb, table: 'Orders', eventSource: { maximumRetryAttempts: 1 }, onFailure: toFile(FAILED), logger },
  );
  await follower.caughtUp();
  await exportWindow.export(EXPORT);
  const givenUp = await failedRecords();
  console.log(`${givenUp} orders have no invoice. What Lambda would have kept of them is in ${pathOf(FAILED)}`);

  deployed = handler;
  const environment = environmentOf(dynamodb);
  console.log('\nThe bug is mended. There are four ways to have the orders handled after all, and one would do.');
  console.log(`$ export ${assignmentsOf(environment)}`);

  /** Runs a command, and counts the invoices that come of it. */
  const invoicesOf = async (...args: string[]) => {
    await removeInvoices();
    command = onstream(args, environment);
    await command;
    await follower.caughtUp();
    return countInvoices();
  };

  console.log(
    "\n1. Touch the items: the table's own stream fires, for all who follow it. They exist, so each is a MODIFY.",
  );
  const touched = await invoicesOf('replay', 'touch', '--table', 'Orders', '--where', NEVER_EXPIRES, '--yes');

  console.log('\n2. Run the handlers on the items: nobody else hears of them, and nothing is written to the table.');
  const run = await invoicesOf('replay', 'run', HANDLERS, '--table', 'Orders', '--where', NEVER_EXPIRES, '--yes');

  console.log('\n3. Replay an export: what changed in a while, from what to what, whatever the table holds now.');
  const exported = await invoicesOf('replay', 'export', pathOf(EXPORT), HANDLERS, '--yes');

  console.log('\n4. Redrive what was given up: those records, and no others.');
  const redriven = await invoicesOf('redrive', HANDLERS, '--bucket', pathOf(FAILED), '--yes');

  await follower.stop();
  const left = await failedRecords();
  const counts = `${touched} touched, ${run} run, ${exported} exported, ${redriven} redriven, ${left} left`;
  console.log(`\n${givenUp} orders given up; ${counts}`);
  const isComplete = [givenUp, touched, run, exported, redriven].every((count) => count === ORDERS) && left === 0;
  if (!isComplete) process.exitCode = 1;
}

/** Orders that expire, as all did until now, and then those that do not: the latter are in the window. */
async function placeOrders(dynamodb: LocalDynamoDB): Promise<ExportWindow> {
  const client = new DynamoDB(dynamodb.clientConfig);
  const orders = new Orders(client);
  await orders.createTable();
  const expiresAt = Date.UTC(2100, 0, 1) / 1000;
  for (let number = 1; number <= EXPIRING; number++) await orders.put({ ...order(number), expiresAt });
  const exportWindow = await openWindow(dynamodb, 'Orders');
  for (let number = 1; number <= ORDERS; number++) await orders.put(order(EXPIRING + number));
  client.destroy();
  return exportWindow;
}

function order(number: number): Order {
  return { pk: `ORDER#${number}`, status: 'PLACED', email: `customer${number}@example.com`, total: 10 * number };
}

/** How many records are kept for another try. */
async function failedRecords(): Promise<number> {
  if (!existsSync(FAILED)) return 0;
  const lines = (await readFile(FAILED, 'utf8')).trimEnd().split('\n');
  const batches = lines.map((line): InvocationRecord => JSON.parse(line));
  return batches.reduce((sum, { payload }) => sum + (payload?.Records.length ?? 0), 0);
}

function pathOf(file: string): string {
  return relative(process.cwd(), file);
}

/** One line for what the framework tells of a failure. */
function note(message: string): void {
  console.log(`  ${message}`);
}

main().catch((error: unknown) => {
  // This one is for whoever reads it, not for whoever debugs.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});

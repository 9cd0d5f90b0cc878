/**
 * Runs the audit log on this machine: changes documents in an embedded DynamoDB, prints what the function logs of it, and
 * writes the CloudFormation template that deploys the function.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from 'onstream';
import { synthesize } from 'onstream/deploy';
import { followStream, startDynamoDB } from 'onstream/local';
import { createTable, work } from './documents.js';
import { handler } from './handlers.js';

const OUT = join(__dirname, 'out');

async function main(): Promise<void> {
  await runLocally();
  await writeTemplate();
}

async function runLocally(): Promise<void> {
  // The engine ends with this process, however it ends.
  const dynamodb = await startDynamoDB();
  const client = new DynamoDB(dynamodb.clientConfig);
  try {
    await createTable(client);
    await work(client);
    // Begins at the oldest record, as the code says, and so hears of what was before it.
    const { eventSource } = handler.manifest;
    const follower = await followStream(handler, { dynamodb, table: 'Documents', eventSource });
    await follower.caughtUp();
    await follower.stop();
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

/** As `onstream synth handlers.ts --format cloudformation` does. */
async function writeTemplate(): Promise<void> {
  const { template } = await synthesize(handler.manifest, { format: 'cloudformation', name: 'audit-log' });
  const file = join(OUT, 'template.yaml');
  await mkdir(OUT, { recursive: true });
  await writeFile(file, template);
  console.log(`The template that deploys it: ${relative(process.cwd(), file)}`);
}

main().catch((error: unknown) => {
  // This one is for whoever reads it, not for whoever debugs.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});

/**
 * Runs the pipeline on this machine: plays -> badges -> congratulations, each step a Lambda function on the stream of
 * the table before it. The first one meets a poison play, the second one has a bug, which is fixed while it runs.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ConfigurationError } from 'onstream';
import { followStream, type InvocationRecord, type LocalDynamoDB, startDynamoDB, toFile } from 'onstream/local';
import { createTables, writePlays } from './arcade.js';
import { fixWhileDevRuns } from './fix-while-dev-runs.js';
import { badgeHandler } from './handlers.js';

const OUT = join(__dirname, 'out');
const FAILED_PLAYS = join(OUT, 'failed-plays.jsonl');

async function main(): Promise<void> {
  await rm(OUT, { recursive: true, force: true });
  // The engine ends with this process, however it ends.
  const dynamodb = await startDynamoDB();
  const client = new DynamoDB(dynamodb.clientConfig);
  try {
    await createTables(client);
    const plays = await writePlays(client);
    await awardBadges(dynamodb, client);
    const { Count: badges = 0 } = await client.scan({ TableName: 'Achievements', Select: 'COUNT' });
    const failed = await printFailedPlays();
    const congratulations = await fixWhileDevRuns(join(OUT, 'dev'), dynamodb.endpoint, badges);
    console.log(`${plays} plays, ${badges} badges, ${failed} failed play, ${congratulations} congratulations`);
  } finally {
    client.destroy();
    await dynamodb.stop();
  }
}

async function awardBadges(dynamodb: LocalDynamoDB, client: DynamoDB): Promise<void> {
  const logger = { ...console, warn: note, error: note };
  const handler = badgeHandler(client, logger);
  let invocations = 0;
  // `followStream(handler, …)` would do. This one loses its first answer, as a function does that dies too early, so
  // that Lambda hands it the same records again: nobody must earn a badge twice.
  const follower = await followStream(
    async (event, context) => {
      const response = await handler(event, context);
      if (++invocations === 1) throw new Error('the function has died after its work');
      return response;
    },
    {
      dynamodb,
      table: 'Plays',
      eventSource: handler.manifest.eventSource,
      onFailure: toFile(FAILED_PLAYS),
      logger,
    },
  );
  await follower.caughtUp();
  await follower.stop();
}

/** What was given up can be read, and sent through the handler again once the reason is gone. */
async function printFailedPlays(): Promise<number> {
  const lines = (await readFile(FAILED_PLAYS, 'utf8')).trimEnd().split('\n');
  for (const line of lines) {
    const { requestContext, payload }: InvocationRecord = JSON.parse(line);
    const keys = payload?.Records.map((record) => JSON.stringify(record.dynamodb?.Keys)).join(', ');
    console.log(`${relative(process.cwd(), FAILED_PLAYS)}: ${requestContext.condition} ${keys}`);
  }
  return lines.length;
}

/** One line for what the framework tells of a failure. */
function note(message: string, details?: unknown): void {
  const error = details instanceof Error ? details : Object(details).error;
  console.log(`  ${message}${error instanceof Error ? ` (${error.message})` : ''}`);
}

main().catch((error: unknown) => {
  // This one is for whoever reads it, not for whoever debugs.
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = 1;
});

/** The other side: a service that keeps who played what, and knows nothing of badges. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Play } from './badges.js';

export async function createTables(client: DynamoDB): Promise<void> {
  const tables: CreateTableCommandInput[] = JSON.parse(await readFile(join(__dirname, 'tables.json'), 'utf8'));
  for (const table of tables) await client.createTable(table);
}

/** Writes the plays of a week and a half, and gives how many there are. */
export async function writePlays(client: DynamoDB): Promise<number> {
  const plays: Play[] = [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((day) => play('ada', 'chess', day)),
    play('ada', 'go', 10),
    // A day is missing.
    ...[1, 2, 3, 4, 5, 7, 8, 9, 10, 11].map((day) => play('bob', 'chess', day)),
    // The poison play: an app with a mistake wrote it, and no handler will ever make sense of its time.
    { player: 'bob', playedAt: 'yesterday', game: 'chess' },
    play('cyd', 'go', 11),
  ];
  for (const item of plays) await client.putItem({ TableName: 'Plays', Item: marshall(item) });
  return plays.length;
}

function play(player: string, game: string, day: number): Play {
  const hour = game === 'chess' ? 18 : 19;
  return { player, playedAt: new Date(Date.UTC(2026, 2, day, hour)).toISOString(), game };
}

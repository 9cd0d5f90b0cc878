/** Awards badges as plays come in: a complete Lambda function on the stream of the table Plays. */
import { ConditionalCheckFailedException, DynamoDB, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type BootstrapOptions, bootstrap, type InsertRecord, OnInsert, Table } from 'onstream';
import { type Achievement, badgesFor, dayOf, type Play } from './badges.js';

@Table('Plays')
export class BadgeHandlers {
  readonly #dynamodb: DynamoDB;

  constructor(dynamodb: DynamoDB) {
    this.#dynamodb = dynamodb;
  }

  @OnInsert
  async award({ newImage: play }: InsertRecord<Play>): Promise<void> {
    for (const badge of badgesFor(play, await this.#playsBefore(play))) {
      const { player, playedAt } = play;
      const isNew = await this.#putOnce({ player, badge, earnedAt: playedAt });
      if (isNew) console.log(`${player} earns "${badge}" on ${dayOf(playedAt)}`);
    }
  }

  /** Only what was before this play: the table may hold later ones by now, and does when a record comes again. */
  async #playsBefore({ player, playedAt }: Play): Promise<Play[]> {
    const pages = paginateQuery(
      { client: this.#dynamodb },
      {
        TableName: 'Plays',
        KeyConditionExpression: 'player = :player AND playedAt < :playedAt',
        ExpressionAttributeValues: marshall({ ':player': player, ':playedAt': playedAt }),
        ConsistentRead: true,
      },
    );
    const plays: Play[] = [];
    for await (const { Items = [] } of pages) plays.push(...Items.map((item) => unmarshall(item) as Play));
    return plays;
  }

  /** Tells whether the badge is a new one. Lambda delivers a record at least once, and a player earns a badge once. */
  async #putOnce(achievement: Achievement): Promise<boolean> {
    try {
      await this.#dynamodb.putItem({
        TableName: 'Achievements',
        Item: marshall(achievement),
        ConditionExpression: 'attribute_not_exists(badge)',
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

export function badgeHandler(dynamodb: DynamoDB, logger: BootstrapOptions['logger'] = console) {
  return bootstrap(new BadgeHandlers(dynamodb), {
    logger,
    reportBatchItemFailures: true,
    // A poison record is cut out of its batch, tried twice more, and handed to the failure destination.
    eventSource: { bisectBatchOnFunctionError: true, maximumRetryAttempts: 2 },
  });
}

/** Deploy this. */
export const handler = badgeHandler(new DynamoDB());

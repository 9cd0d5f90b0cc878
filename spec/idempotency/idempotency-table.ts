import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type LocalDynamoDB, startDynamoDB } from '../../lib/local/index.js';

const TABLE = 'Idempotency';

/** A store as it is deployed, in a DynamoDB on this machine. */
export class IdempotencyTable {
  private constructor(
    private readonly engine: LocalDynamoDB,
    readonly client: DynamoDB,
  ) {}

  static async start(): Promise<IdempotencyTable> {
    const engine = await startDynamoDB();
    const client = new DynamoDB(engine.clientConfig);
    await client.createTable({
      TableName: TABLE,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    return new IdempotencyTable(engine, client);
  }

  /** A layer of its own, as each sandbox of a function has. */
  layer(): DynamoDBPersistenceLayer {
    return new DynamoDBPersistenceLayer({ tableName: TABLE, clientConfig: this.engine.clientConfig });
  }

  async claims(): Promise<{ id: string; status: string; secondsLeft: number }[]> {
    const { Items = [] } = await this.client.scan({ TableName: TABLE });
    return Items.map(({ id, status, expiration }) => {
      const secondsLeft = Number(expiration?.N) - Date.now() / 1000;
      return { id: String(id?.S), status: String(status?.S), secondsLeft };
    });
  }

  /** Lets the timeout of every invocation pass that has claimed something. */
  async timeOut(): Promise<void> {
    for (const { id } of await this.claims()) {
      await this.client.updateItem({
        TableName: TABLE,
        Key: { id: { S: id } },
        UpdateExpression: 'SET in_progress_expiration = :past',
        ExpressionAttributeValues: { ':past': { N: '1' } },
      });
    }
  }

  async empty(): Promise<void> {
    for (const { id } of await this.claims())
      await this.client.deleteItem({ TableName: TABLE, Key: { id: { S: id } } });
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.engine.stop();
  }
}

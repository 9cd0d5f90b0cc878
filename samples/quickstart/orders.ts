/** The other side: a service that keeps its orders in a table, and knows nothing of those who listen. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Order } from './handlers.js';

const TableName = 'Orders';

export class Orders {
  writes = 0;

  constructor(private readonly client: DynamoDB) {}

  async createTable(): Promise<void> {
    await this.client.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  }

  /** From now on DynamoDB deletes the orders whose `expiresAt` has passed. */
  async deleteExpired(): Promise<void> {
    await this.client.updateTimeToLive({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
    });
  }

  async put(order: Order): Promise<void> {
    this.writes++;
    await this.client.putItem({ TableName, Item: marshall(order) });
  }

  async update<Name extends keyof Order>(pk: string, name: Name, value: Order[Name]): Promise<void> {
    this.writes++;
    await this.client.updateItem({
      TableName,
      Key: marshall({ pk }),
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: marshall({ ':value': value }),
    });
  }

  async delete(pk: string): Promise<void> {
    this.writes++;
    await this.client.deleteItem({ TableName, Key: marshall({ pk }) });
  }
}

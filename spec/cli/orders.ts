import { DynamoDB } from '@aws-sdk/client-dynamodb';

/** The handlers of the README's kind; `body` is what `confirm` does. */
export function orderHandlers(body = '', options = 'reportBatchItemFailures: true'): string {
  return `import { bootstrap, type InsertRecord, type ModifyRecord, OnChange, OnInsert, Table } from 'onstream';

interface Order { pk: string; sk: string; status: string }

@Table('Orders')
class OrderHandlers {
  @OnInsert
  async confirm(record: InsertRecord<Order>) {
    ${body}
  }

  @OnChange('status', { to: 'SHIPPED' })
  shipped(record: ModifyRecord<Order>) {}
}

export const handler = bootstrap(OrderHandlers, { ${options} });
`;
}

/** The line of `orderHandlers` that its `body` is on. */
export const BODY_LINE = 9;

/** Writes items with the AWS SDK, as another program of the developer does. */
export class Shop {
  readonly client: DynamoDB;

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.client = new DynamoDB({ endpoint, region: 'us-east-1', credentials });
  }

  async put(pk: string, status: string, table = 'Orders'): Promise<void> {
    await this.client.putItem({ TableName: table, Item: { pk: { S: pk }, sk: { S: '1' }, status: { S: status } } });
  }
}

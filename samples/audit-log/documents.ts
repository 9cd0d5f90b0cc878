/** The other side: somebody works on documents, and knows nothing of those who watch. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

const TableName = 'Documents';

export async function createTable(client: DynamoDB): Promise<void> {
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
}

/** Writes, edits and deletes a document. */
export async function work(client: DynamoDB): Promise<void> {
  const Key = marshall({ pk: 'DOC#1', sk: 'DRAFT' });
  const author = { name: 'ada', account: 123456789012345678901n };
  const checksum = new Uint8Array([222, 173, 190, 239]);
  const document = { title: 'Notes', author, tags: new Set(['draft']), checksum };
  await client.putItem({ TableName, Item: { ...Key, ...marshall(document) } });
  await client.updateItem({
    TableName,
    Key,
    UpdateExpression: 'SET title = :title, author.#name = :name, tags = :tags REMOVE checksum',
    ExpressionAttributeNames: { '#name': 'name' },
    ExpressionAttributeValues: marshall({
      ':title': 'Notes on the engine',
      ':name': 'Ada',
      ':tags': new Set(['draft', 'reviewed']),
    }),
  });
  await client.deleteItem({ TableName, Key });
}

import { expect } from 'chai';
import { consumer } from './installed.js';

/** Follows the stream of a real table, with an engine and the AWS clients that this project has installed itself. */
const FOLLOW = `
async function follow({ bootstrap, stream }, { startDynamoDB, followStream }, { DynamoDB }) {
  const seen = [];
  const handler = bootstrap(stream({ table: 'Orders' }).onInsert(({ newImage }) => seen.push(newImage.pk)));
  const dynamodb = await startDynamoDB();
  const client = new DynamoDB(dynamodb.clientConfig);
  await client.createTable({
    TableName: 'Orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  const follower = await followStream(handler, { dynamodb, table: 'Orders' });
  await client.putItem({ TableName: 'Orders', Item: { pk: { S: 'a' } } });
  await follower.caughtUp();
  await follower.stop();
  client.destroy();
  await dynamodb.stop();
  console.log(JSON.stringify(seen));
}`;

describe('a project with an engine and the AWS clients', () => {
  const engine = `@dynoxide/${process.platform}-${process.arch}`;
  const client = '@aws-sdk/client-dynamodb-streams';

  before(() => consumer.link(engine).link(client));
  after(() => consumer.unlink(engine).unlink(client));

  it('follows a stream where onstream is imported', async () => {
    consumer.write(
      'follow.mjs',
      `import * as onstream from 'onstream';
      import * as local from 'onstream/local';
      import * as sdk from '@aws-sdk/client-dynamodb';
      ${FOLLOW}
      await follow(onstream, local, sdk);`,
    );
    expect(await consumer.node('follow.mjs')).to.deep.equal(['a']);
  });

  it('follows a stream where onstream is required', async () => {
    consumer.write(
      'follow.cjs',
      `${FOLLOW}
      follow(require('onstream'), require('onstream/local'), require('@aws-sdk/client-dynamodb'));`,
    );
    expect(await consumer.node('follow.cjs')).to.deep.equal(['a']);
  });
});

import { expect } from 'chai';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const KEYS = {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

const TEMPLATE = `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String }
  PlaysName: { Type: String, Default: Plays }
Resources:
  OrdersTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '\${AWS::StackName}-\${Stage}-orders'
      BillingMode: PROVISIONED
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
        - { AttributeName: total, AttributeType: N }
      KeySchema:
        - { AttributeName: id, KeyType: HASH }
      GlobalSecondaryIndexes:
        - IndexName: byTotal
          KeySchema: [{ AttributeName: total, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
      StreamSpecification: { StreamViewType: KEYS_ONLY }
      Tags: [{ Key: stage, Value: !Ref Stage }]
  PlaysTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Ref PlaysName
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  UsersTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Ref Stage
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Notes:
    Type: AWS::Serverless::SimpleTable
    Properties:
      PrimaryKey: { Name: number, Type: Number }
  Function:
    Type: AWS::Serverless::Function
    Properties: { Handler: !If [IsProd, a.handler, b.handler], Role: !GetAtt Role.Arn }
`;

describe('the tables of onstream dev', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('any.js', 'exports.handler = async () => {};');
  });
  afterEach(() => place.close());

  it('are those of --tables, whatever decorators say', async () => {
    const tables = [
      { TableName: 'Plays', ...KEYS },
      { TableName: 'Users', ...KEYS, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
    ];
    place.save('orders.ts', orderHandlers()).save('tables.json', JSON.stringify(tables));
    const program = await place.dev('orders.ts', '--tables', 'tables.json');
    expect(program.stdout).to.match(/^created Plays, Users$/m);
    const { client } = new Shop(await program.endpoint());
    const { Table } = await client.describeTable({ TableName: 'Users' });
    expect(Table).to.deep.include({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } });
    await client.putItem({ TableName: 'Plays', Item: { id: { S: 'PLAY#1' } } });
    await client.putItem({ TableName: 'Users', Item: { id: { S: 'USER#1' } } });
    await program.says(/ INSERT Plays {"id":"PLAY#1"} \d+ ms unwanted\n/);
    await program.says(/ INSERT Users {"id":"USER#1"} \d+ ms unwanted\n/);
  });

  it('are those of --template, and refused under names that only a deployment knows', async () => {
    place.save('template.yaml', TEMPLATE);
    const { code, stderr } = await place.run(['dev', 'any.js', '--template', 'template.yaml']);
    expect(stderr).to.equal(
      'template.yaml: OrdersTable: TableName: AWS::StackName is known to a deployment alone: ' +
        'give it with --parameter AWS::StackName=…\n',
    );
    expect(code).to.equal(1);
  });

  it('are those of --template, with what --parameter says', async () => {
    const parameters = ['--parameter', 'AWS::StackName=shop', '--parameter', 'Stage=dev'];
    const program = await place
      .save('template.yaml', TEMPLATE)
      .dev('any.js', '--template', 'template.yaml', ...parameters);
    expect(program.stdout).to.match(/^created shop-dev-orders, Plays, dev, Notes$/m);
    const { client } = new Shop(await program.endpoint());
    const { Table } = await client.describeTable({ TableName: 'shop-dev-orders' });
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).to.deep.equal(['byTotal']);
    expect(Table?.StreamSpecification?.StreamViewType).to.equal('KEYS_ONLY');
    const { TimeToLiveDescription } = await client.describeTimeToLive({ TableName: 'Plays' });
    expect(TimeToLiveDescription).to.include({ AttributeName: 'expires', TimeToLiveStatus: 'ENABLED' });
    await client.putItem({ TableName: 'shop-dev-orders', Item: { id: { S: 'ORDER#1' } } });
    await client.putItem({ TableName: 'Notes', Item: { number: { N: '7' } } });
    await program.says(/ INSERT shop-dev-orders {"id":"ORDER#1"} handler \d+ ms ok\n/);
    await program.says(/ INSERT Notes {"number":7} handler \d+ ms ok\n/);
  });

  it('have the names that the environment of the function has, and those of other functions are not followed', async () => {
    const other = TEMPLATE.replace('Handler: !If [IsProd, a.handler, b.handler]', 'Handler: orders.handler').replace(
      'Role: !GetAtt Role.Arn',
      'Role: !GetAtt Role.Arn, Environment: { Variables: { ORDERS: !Ref OrdersTable } }',
    );
    place.save('template.yaml', other);
    place.save('orders.ts', orderHandlers().replace("'Orders'", '() => process.env.ORDERS'));
    const parameters = ['--parameter', 'AWS::StackName=shop', '--parameter', 'Stage=dev'];
    const program = await place.dev('orders.ts', '--template', 'template.yaml', ...parameters);
    expect(program.stdout).to.match(/^not followed, since no handler subscribes to them: Plays, dev, Notes$/m);
    expect(program.stdout).to.match(/^Following \S*table\/shop-dev-orders\/\S* Ctrl-C ends it\.$/m);
    const { client } = new Shop(await program.endpoint());
    await client.putItem({ TableName: 'shop-dev-orders', Item: { id: { S: 'ORDER#1' } } });
    await program.says(/ INSERT shop-dev-orders {"id":"ORDER#1"} OrderHandlers\.confirm \d+ ms ok\n/);
  });

  it('are those of a template in JSON', async () => {
    const resources = {
      Orders: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'AWS::NoValue' }, ...KEYS } },
    };
    place.save('template.json', JSON.stringify({ Resources: resources }));
    const program = await place.dev('any.js', '--template', 'template.json');
    expect(program.stdout).to.match(/^created Orders$/m);
  });

  it('are left as they are where --endpoint has them, and the records from before are handled', async () => {
    place.save('orders.ts', orderHandlers());
    const first = await place.dev('orders.ts');
    const endpoint = await first.endpoint();
    await new Shop(endpoint).put('ORDER#1', 'PAID');
    const second = await place.dev('orders.ts', '--endpoint', endpoint);
    expect(second.stdout).to.include(`DynamoDB (external) is at ${endpoint}`).and.not.include('created');
    await second.says(/"ORDER#1".* ok\n/);
    expect((await second.interrupt().ended()).code).to.equal(0);
    await new Shop(endpoint).put('ORDER#2', 'PAID');
    await first.says(/"ORDER#2".* ok\n/);
  });

  it('are not needed to follow a --stream-arn', async () => {
    place.save('orders.ts', orderHandlers());
    const first = await place.dev('orders.ts');
    const endpoint = await first.endpoint();
    const { Table } = await new Shop(endpoint).client.describeTable({ TableName: 'Orders' });
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
      AWS_ACCESS_KEY_ID: 'mine',
      AWS_SECRET_ACCESS_KEY: 'mine',
    };
    const live = place.onstream(['dev', 'orders.ts', '--stream-arn', Table?.LatestStreamArn ?? ''], { env });
    await live.says(`Following ${Table?.LatestStreamArn}. Ctrl-C ends it.`);
    expect(live.stdout).not.to.include('export ');
    await new Shop(endpoint).put('ORDER#1', 'PAID');
    await live.says(/"ORDER#1".* ok\n/);
  });

  for (const [what, file, text, message] of [
    ['that is not there', 'tables.json', undefined, '--tables tables.json cannot be read: ENOENT'],
    ['that is no JSON', 'tables.json', '[{', 'tables.json: found no JSON ('],
    [
      'without a key',
      'tables.json',
      '[{ "TableName": "Orders" }]',
      'tables.json[0]: found keys [TableName], expected ',
    ],
    ['of none', 'tables.json', '[]', 'tables.json: found no table, expected '],
    [
      'that DynamoDB refuses',
      'tables.json',
      JSON.stringify({ ...KEYS, TableName: 'O' }),
      'The table O cannot be created: ',
    ],
    ['that is not there', 'template.yaml', undefined, '--template template.yaml cannot be read: ENOENT'],
    ['without a table', 'template.yaml', 'Resources: {}', 'template.yaml: found no AWS::DynamoDB::Table in Resources'],
    ['that is no YAML', 'template.yaml', 'Resources: [', 'template.yaml: '],
    [
      'with a table without keys',
      'template.yaml',
      'Resources: { Orders: { Type: AWS::DynamoDB::Table } }',
      'template.yaml: Orders: found ',
    ],
  ] as const) {
    const option = file === 'tables.json' ? '--tables' : '--template';

    it(`are not made from ${option} ${what}`, async () => {
      if (text !== undefined) place.save(file, text);
      const { code, stderr } = await place.run(['dev', 'any.js', option, file]);
      expect(stderr)
        .to.have.string(message)
        .and.not.match(/^ +at /m);
      expect(stderr.startsWith(message)).to.equal(true);
      expect(code).to.equal(1);
    });
  }

  it('are missed where neither decorators nor options name any', async () => {
    const { code, stderr } = await place.run(['dev', 'any.js']);
    expect(stderr).to.equal(
      "any.js: found no table to follow, expected @Table('…') on the handlers, --tables or --template\n",
    );
    expect(code).to.equal(1);
  });
});

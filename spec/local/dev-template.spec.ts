import { expect } from 'chai';
import { assert, dictionary, property, string, stringMatching } from 'fast-check';
import { functionEnvironment } from '../../lib/local/dev/template/function-environment.js';
import { parseTemplate } from '../../lib/local/dev/template/parsed-template.js';
import { tablesOfTemplate } from '../../lib/local/dev/template/tables-of-template.js';
import { TemplateValues } from '../../lib/local/dev/template/template-values.js';

const KEYS = `
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]`;

const PARAMETERS = `
Parameters:
  Stage: { Type: String, Default: dev }
  Owner: { Type: String }
  Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/secret }
  Zones: { Type: CommaDelimitedList, Default: 'a, b', AllowedValues: [a, b, c] }
  Subnets: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /shop/subnets }
  Tier: { Type: String, Default: free, AllowedValues: [free, paid] }
  Size: { Type: Number, Default: 5 }
Mappings:
  Names: { dev: { Orders: DevOrders }, prod: { Orders: ProdOrders } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  IsOwned: !Equals [!Ref Owner, me]
  IsBoth: !And [!Condition IsDev, !Or [!Condition IsProd, !Equals [1, 1]]]
  Turns: !Not [!Condition Turns]
`;

async function read(resources: string, given: Record<string, string> = {}) {
  const template = await parseTemplate(`${PARAMETERS}\nResources:\n${resources}`, 'shop/template.yaml');
  return { template, values: new TemplateValues(template, given) };
}

async function tablesOf(resources: string, given?: Record<string, string>) {
  const { template, values } = await read(resources, given);
  return tablesOfTemplate(template, values);
}

async function nameOf(name: string, given?: Record<string, string>): Promise<string | undefined> {
  const [table] = await tablesOf(
    `  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: ${name}${KEYS}`,
    given,
  );
  return table?.TableName;
}

const refused = (promise: Promise<unknown>) =>
  promise.then(
    (value) => `gave ${JSON.stringify(value)}`,
    (error: Error) => error.message,
  );

describe('the tables of a template', () => {
  for (const [written, name] of [
    ['Orders-1', 'Orders-1'],
    ['!Ref Stage', 'dev'],
    [`!Sub '\${Stage}-orders'`, 'dev-orders'],
    [`!Sub ['\${Stage}-\${Kind}-\${!Kept}', { Kind: !Select [1, !Ref Zones] }]`, `dev-b-\${Kept}`],
    [`!Sub '\${AWS::Region}.\${AWS::AccountId}.\${Size}'`, 'us-east-1.000000000000.5'],
    ["!Join ['-', [!Ref Stage, orders]]", 'dev-orders'],
    ["!Join ['.', !Split ['/', 'a/b']]", 'a.b'],
    ['!FindInMap [Names, !Ref Stage, Orders]', 'DevOrders'],
    ['!If [IsProd, Prod, !If [IsBoth, Both, Neither]]', 'Both'],
    ['!If [IsProd, Prod, !Ref AWS::NoValue]', 'Orders'],
  ] as const)
    it(`are called ${name} for ${written}`, async () => {
      expect(await nameOf(written)).to.equal(name);
    });

  it('are called by what is given in place of a default', async () => {
    expect(await nameOf(`!Sub '\${Stage}-\${AWS::StackName}'`, { Stage: 'prod', 'AWS::StackName': 'shop' })).to.equal(
      'prod-shop',
    );
  });

  it('are called by a part of a list that is given in place of a default', async () => {
    expect(await nameOf('!Select [1, !Ref Zones]', { Zones: 'a, c' })).to.equal('c');
    expect(await nameOf('!Select [1, !Ref Subnets]', { Subnets: 'a, b' })).to.equal('b');
  });

  for (const [given, reason] of [
    [{ Stagee: 'prod' }, '--parameter Stagee: found no such parameter in shop/template.yaml; did you mean Stage?'],
    [
      { Region: 'eu-west-1' },
      '--parameter Region: found no such parameter in shop/template.yaml, expected one of Stage,',
    ],
    [{ 'AWS::StackNam': 'a' }, '--parameter AWS::StackNam: found no such parameter'],
    [{ Zones: 'a, d' }, '--parameter Zones: found "d", expected a or b or c'],
    [{ Tier: 'payd' }, '--parameter Tier: found "payd", expected free or paid, as its AllowedValues say'],
  ] as const)
    it(`are refused with ${JSON.stringify(given)} for parameters, also where nothing uses it`, async () => {
      expect(await refused(nameOf('Orders', given))).to.have.string(reason);
    });

  for (const [written, reason] of [
    ['!Ref Owner', 'the parameter Owner has no Default: give it with --parameter Owner=…'],
    [`!Sub '\${AWS::StackName}-orders'`, 'AWS::StackName is known to a deployment alone: give it with --parameter '],
    ['!Ref Secret', 'the parameter Secret is read from SSM by a deployment: '],
    ["'{{resolve:ssm:name}}'", '{{resolve:ssm:name}} is known to a deployment alone'],
    ['!ImportValue orders', 'Fn::ImportValue "orders" is known to a deployment alone'],
    ['!GetAtt Orders.Arn', 'Fn::GetAtt ["Orders","Arn"] is known to a deployment alone'],
    ['!Ref Nothing', 'there is no Nothing'],
    ['!Ref Orders', 'Orders needs itself'],
    ['!If [IsOwned, a, b]', 'the parameter Owner has no Default'],
    ['!If [Turns, a, b]', 'condition Turns needs itself'],
    ['!FindInMap [Names, test, Orders]', 'Mappings have no Names.test.Orders'],
    ['!Ref Zones', '{"Ref":"Zones"} is no text'],
  ] as const)
    it(`are refused with the name ${written}`, async () => {
      expect(await refused(nameOf(written))).to.have.string(`shop/template.yaml: Orders: TableName: ${reason}`);
    });

  it('are those whose condition holds', async () => {
    const table = (name: string, condition: string) =>
      `  ${name}:\n    Type: AWS::DynamoDB::Table\n    Condition: ${condition}\n    Properties:${KEYS}\n`;
    const tables = await tablesOf(table('Prod', 'IsProd') + table('Dev', 'IsDev'));
    expect(tables.map(({ TableName }) => TableName)).to.deep.equal(['Dev']);
    expect(await refused(tablesOf(table('Owned', 'IsOwned')))).to.match(/^shop\/template\.yaml: Owned: Condition: /);
    expect(await refused(tablesOf(table('Prod', 'IsProd')))).to.match(/found no .* whose condition holds/);
  });

  it('may be global tables, with expiry, a view type and indexes, without what costs money', async () => {
    const [table] = await tablesOf(`
  Orders:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      AttributeDefinitions:
        - { AttributeName: id, AttributeType: S }
        - { AttributeName: total, AttributeType: N }
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      BillingMode: PROVISIONED
      WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 1, MaxCapacity: 2 } }
      StreamSpecification: { StreamViewType: NEW_IMAGE }
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
      GlobalSecondaryIndexes:
        - IndexName: byTotal
          KeySchema: [{ AttributeName: total, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
          WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 1, MaxCapacity: 2 } }
          WarmThroughput: { ReadUnitsPerSecond: 12000 }
      Replicas: [{ Region: eu-west-1 }, { Region: us-east-1 }]`);
    expect(table).to.deep.equal({
      TableName: 'Orders',
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'total', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byTotal',
          KeySchema: [{ AttributeName: 'total', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });

  it('are refused where a template makes resources of a list', async () => {
    expect(await refused(tablesOf('  Fn::ForEach::Tables: [Name, [A, B], { Orders: {} }]'))).to.have.string(
      'shop/template.yaml: found Fn::ForEach::Tables in Resources, expected resources that are written out',
    );
  });
});

const SAM = `
  OrdersTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '\${Stage}-orders'${KEYS}
  Confirm:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: orders.handler
      Environment:
        Variables: { TABLE: !Ref OrdersTable, QUEUE: !GetAtt Queue.Arn, RETRIES: 3, LEVEL: debug }
  Report:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [reports/daily.ts] } }
    Properties: { CodeUri: ., Handler: daily.handler, Environment: !If [IsProd, !Ref AWS::NoValue, { Variables: { KIND: daily } }] }
`;

describe('the environment that a template gives a function', () => {
  const GLOBALS = 'Globals: { Function: { Environment: { Variables: { LEVEL: info, STAGE: !Ref Stage } } } }';

  async function environment(entry: string, resources = SAM, chosen?: string, globals = GLOBALS) {
    const text = `${PARAMETERS}\n${globals}\nResources:\n${resources}`;
    const template = await parseTemplate(text, 'shop/template.yaml');
    return functionEnvironment(template, new TemplateValues(template), { entry, chosen });
  }

  it('is that of the function with the code, with what is given to all', async () => {
    expect(await environment('shop/src/orders.ts')).to.deep.equal({
      variables: { LEVEL: 'debug', STAGE: 'dev', TABLE: 'dev-orders', RETRIES: '3' },
      notes: ['The variable QUEUE of Confirm is not set: Fn::GetAtt ["Queue","Arn"] is known to a deployment alone'],
    });
  });

  it('is that of a function that SAM bundles', async () => {
    const { variables } = await environment('shop/reports/daily.ts');
    expect(variables).to.deep.equal({ LEVEL: 'info', STAGE: 'dev', KIND: 'daily' });
  });

  it('is that of the function with the code, also where all functions have the same folder or module', async () => {
    const globals = GLOBALS.replace('Function: {', 'Function: { CodeUri: src/,');
    const resources = SAM.replace('CodeUri: src/', 'MemorySize: 128');
    expect((await environment('shop/src/orders.ts', resources, undefined, globals)).variables).to.include({
      TABLE: 'dev-orders',
    });
  });

  it('leaves out a variable that the template leaves out, without a word', async () => {
    const only = `
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Environment: { Variables: { A: a, B: !If [IsProd, b, !Ref AWS::NoValue] } } }`;
    expect(await environment('other.ts', only)).to.deep.equal({ variables: { A: 'a' }, notes: [] });
  });

  it('is none, and says so, where several functions may be meant', async () => {
    expect(await environment('other.ts')).to.deep.equal({
      variables: {},
      notes: [
        'Without the environment of a function: shop/template.yaml has Confirm, Report. To choose one: --function Confirm',
      ],
    });
  });

  it('is that of the function that is chosen, whatever its code', async () => {
    expect((await environment('other.ts', SAM, 'Report')).variables).to.include({ KIND: 'daily' });
    expect(await refused(environment('other.ts', SAM, 'Mail'))).to.equal(
      'shop/template.yaml: found the functions Confirm, Report, expected Mail',
    );
  });

  it('is that of the only function, without what SAM adds where it is of CloudFormation', async () => {
    const only = `
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Handler: index.handler, Code: { ZipFile: '' }, Environment: { Variables: { A: !Select [0, !Ref Zones] } } }`;
    expect(await environment('other.ts', only)).to.deep.equal({ variables: { A: 'a' }, notes: [] });
  });

  it('holds every text as it is written', () => {
    // A name that begins with Fn:: is that of a function.
    const names = stringMatching(/^[A-Za-z]\w*$/);
    assert(
      property(dictionary(names, string()), (variables) => {
        const template = {
          file: 'a.json',
          parameters: {},
          mappings: {},
          conditions: {},
          functionGlobals: {},
          resources: [
            {
              logicalId: 'Fn',
              type: 'AWS::Lambda::Function',
              condition: undefined,
              properties: { Environment: { Variables: variables } },
              metadata: {},
            },
          ],
        };
        const given = functionEnvironment(template, new TemplateValues(template), { entry: 'a.ts' });
        expect(given.variables).to.deep.equal({ ...variables });
      }),
    );
  });
});

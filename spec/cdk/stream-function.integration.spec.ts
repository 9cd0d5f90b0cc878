import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, CfnEventSourceMapping, CfnFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, Stage } from 'aws-cdk-lib/core';
import { expect } from 'chai';
import type { StreamFunctionProps } from '../../lib/cdk/index.js';
import { Shop, Sources } from './shop.js';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const FUNCTION = 'AWS::Lambda::Function';

const allow = (Action: string | string[], Resource: unknown) => ({ Action, Effect: 'Allow', Resource });
const readStream = (arn: unknown) =>
  allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], arn);
const LIST_STREAMS = allow('dynamodb:ListStreams', '*');

describe('StreamFunction', () => {
  let sources: Sources;
  let orders: string;
  before(() => {
    sources = new Sources();
    orders = sources.handlers(
      'orders.ts',
      "@Table('Orders') class OrderHandlers { @OnInsert confirm() {} @OnRemove gone() {} }",
      'reportBatchItemFailures: true, eventSource: { maximumRetryAttempts: 3 }',
    );
  });
  after(() => sources.remove());

  describe('with the defaults', () => {
    let shop: Shop;
    let table: object;
    let handlers: ReturnType<Shop['streamFunction']>;
    before(() => {
      shop = new Shop();
      const ordersTable = shop.table('Orders');
      table = shop.resolve(ordersTable.tableStreamArn);
      handlers = shop.streamFunction({ entry: orders, tables: { Orders: ordersTable } });
    });

    it('makes a function with the bundle, on arm64 and the newest Node.js that all regions have', () => {
      const [{ Code, Role, LoggingConfig, ...properties } = expect.fail()] = shop.resources(FUNCTION);
      expect(properties).to.deep.equal({
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        Timeout: 30,
        Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
      });
      expect(Object(Code).S3Key).to.match(/^[0-9a-f]{64}\.zip$/);
    });

    it("maps the table's stream to it, with the filters and response types of the manifest", () => {
      const [source = expect.fail()] = handlers.manifest.sources;
      expect(source.filterCriteria.Filters).not.to.deep.equal([]);
      expect(shop.resources(MAPPING)).to.deep.equal([
        {
          EventSourceArn: table,
          FunctionName: shop.resolve(handlers.function.functionName),
          StartingPosition: 'TRIM_HORIZON',
          MaximumRetryAttempts: 3,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          FilterCriteria: source.filterCriteria,
          DestinationConfig: { OnFailure: { Destination: shop.resolve(handlers.failureQueue?.queueArn) } },
        },
      ]);
    });

    it('makes a queue for what is given up, encrypted and for TLS only, and keeps it for 14 days', () => {
      const [queue] = shop.resources('AWS::SQS::Queue');
      expect(queue).to.deep.equal({ MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true });
      shop.template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: {
          Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
        },
      });
    });

    it('allows the function to read that stream and to write to that queue, and nothing else', () => {
      const queue = shop.resolve(handlers.failureQueue?.queueArn);
      expect(shop.statements).to.have.deep.members([readStream(table), LIST_STREAMS, allow('sqs:SendMessage', queue)]);
    });

    it('allows it to write its own log, and no other, which is kept for 30 days', () => {
      const [[id, group] = expect.fail()] = Object.entries(shop.template.findResources('AWS::Logs::LogGroup'));
      expect(group.Properties).to.deep.equal({ RetentionInDays: 30 });
      shop.template.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: { Ref: id } } });
      const [role, ...others] = shop.resources('AWS::IAM::Role');
      expect(others).to.deep.equal([]);
      expect(role).to.not.have.property('ManagedPolicyArns');
      expect(role?.Policies).to.deep.equal([
        {
          PolicyName: 'log',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [id, 'Arn'] })],
          },
        },
      ]);
    });

    it('leads to what it made: the function, its mappings, and the resource behind them', () => {
      expect(handlers.node.defaultChild).to.be.instanceOf(CfnFunction);
      expect(Object.keys(handlers.eventSourceMappings)).to.deep.equal(['Orders']);
      expect(handlers.eventSourceMappings.Orders?.node.defaultChild).to.be.instanceOf(CfnEventSourceMapping);
      expect(handlers.manifest.routes.map(({ id }) => id)).to.deep.equal([
        'OrderHandlers.confirm',
        'OrderHandlers.gone',
      ]);
      expect(() => handlers.connections).to.throw(/VPC/);
    });

    it('warns of nothing', () => {
      Annotations.fromStack(shop).hasNoWarning('*', Match.anyValue());
    });
  });

  it('makes an asset of the same name from the same sources, in apps of their own', () => {
    const [one, other] = [new Shop(), new Shop()].map((shop) => {
      shop.streamFunction({ entry: orders, tables: { Orders: shop.table('Orders') } });
      return shop.resources(FUNCTION).map(({ Code }) => Code);
    });
    expect(one).to.deep.equal(other);
  });

  it('stages the zip of the build for the deployment, from a Stage too', () => {
    const app = new App({ builtinCloudFormationValidation: false });
    const shop = new Shop(new Stage(app, 'Production'));
    shop.streamFunction({ entry: orders, tables: { Orders: shop.table('Orders') } });
    const [{ Code } = expect.fail()] = shop.resources(FUNCTION);
    const zip = readFileSync(join(app.assetOutdir, `asset.${Object(Code).S3Key}`));
    expect(zip.subarray(0, 2).toString()).to.equal('PK');
  });

  it('passes every value of the event source on', () => {
    const entry = sources.handlers(
      'every-value.ts',
      "@Table('Orders') class OrderHandlers { @OnInsert confirm() {} }",
      `eventSource: {
        startingPosition: 'LATEST', batchSize: 10, maximumBatchingWindowInSeconds: 0, parallelizationFactor: 2,
        maximumRetryAttempts: 0, maximumRecordAgeInSeconds: 60, bisectBatchOnFunctionError: true, enabled: false,
        filters: [{ eventName: ['INSERT'] }],
      }`,
    );
    const shop = new Shop();
    shop.streamFunction({ entry, tables: { Orders: shop.table('Orders') } });
    const [{ EventSourceArn, FunctionName, DestinationConfig, ...values } = expect.fail()] = shop.resources(MAPPING);
    expect(values).to.deep.equal({
      StartingPosition: 'LATEST',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 2,
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
      BisectBatchOnFunctionError: true,
      Enabled: false,
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
    });
  });

  it('asks for no filters where every record is wanted, and for no partial failures where the code reports none', () => {
    const entry = sources.handlers('audit.ts', "@Table('Orders') class OrderHandlers { @OnAny audit() {} }");
    const shop = new Shop();
    shop.streamFunction({ entry, tables: { Orders: shop.table('Orders') } });
    const [mapping] = shop.resources(MAPPING);
    expect(mapping).not.to.have.any.keys('FilterCriteria', 'FunctionResponseTypes', 'MaximumRecordAgeInSeconds');
  });

  it('warns of retries without end, and of what the build warns about', () => {
    const entry = sources.handlers(
      'retries.ts',
      `@Table('Orders') class OrderHandlers { @OnAny audit() {} }
      export const other = bootstrap(OrderHandlers);`,
      'eventSource: { maximumRetryAttempts: -1, maximumRecordAgeInSeconds: -1 }',
    );
    const shop = new Shop();
    shop.streamFunction({ entry, tables: { Orders: shop.table('Orders') } });
    const annotations = Annotations.fromStack(shop);
    annotations.hasWarning(
      '/Shop/Handlers',
      Match.stringLikeRegexp('^A batch that fails is retried until its records'),
    );
    annotations.hasWarning('/Shop/Handlers', Match.stringLikeRegexp('^other, which hears Orders, is not deployed'));
  });

  it('takes the options of a function, and merges the environment', () => {
    const shop = new Shop();
    const handlers = shop.streamFunction({
      entry: orders,
      tables: { Orders: shop.table('Orders') },
      runtime: Runtime.NODEJS_20_X,
      architecture: Architecture.X86_64,
      memorySize: 1024,
      timeout: Duration.minutes(5),
      functionName: 'order-handlers',
      reservedConcurrentExecutions: 5,
      environment: { MAIL_FROM: 'shop@example.com' },
      logGroup: new LogGroup(shop, 'Log'),
      vpc: Vpc.fromVpcAttributes(shop, 'Vpc', {
        vpcId: 'vpc-1',
        availabilityZones: ['a'],
        privateSubnetIds: ['subnet-1'],
      }),
    });
    shop.template.hasResourceProperties(FUNCTION, {
      Runtime: 'nodejs20.x',
      Architectures: ['x86_64'],
      MemorySize: 1024,
      Timeout: 300,
      FunctionName: 'order-handlers',
      ReservedConcurrentExecutions: 5,
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps', MAIL_FROM: 'shop@example.com' } },
      LoggingConfig: { LogGroup: Match.anyValue() },
    });
    expect(handlers.connections.securityGroups).to.have.length(1);
  });

  describe('with a log', () => {
    const make = (props: (shop: Shop) => Partial<StreamFunctionProps>) => {
      const shop = new Shop();
      shop.streamFunction({ entry: orders, tables: { Orders: shop.table('Orders') }, ...props(shop) });
      return shop;
    };
    const policiesOf = (shop: Shop) =>
      shop.resources('AWS::IAM::Role').flatMap(({ Policies }) => (Array.isArray(Policies) ? Policies : []));

    it('keeps it as long as it is told', () => {
      const shop = make(() => ({ logRetention: RetentionDays.ONE_YEAR }));
      shop.template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
      shop.template.resourceCountIs('Custom::LogRetention', 0);
    });

    it('writes the log group that it is given, and makes none', () => {
      const shop = make((one) => ({
        logGroup: new LogGroup(one, 'Own', { logGroupName: 'own', retention: RetentionDays.ONE_DAY }),
      }));
      const [[id] = expect.fail(), ...others] = Object.entries(shop.template.findResources('AWS::Logs::LogGroup'));
      expect(others).to.deep.equal([]);
      expect(policiesOf(shop)[0].PolicyDocument.Statement[0].Resource).to.deep.equal({ 'Fn::GetAtt': [id, 'Arn'] });
    });

    it('may make network interfaces in a VPC, and write no other log there', () => {
      const shop = make((one) => ({
        vpc: Vpc.fromVpcAttributes(one, 'Vpc', {
          vpcId: 'vpc-1',
          availabilityZones: ['a'],
          privateSubnetIds: ['subnet-1'],
        }),
      }));
      const actions = policiesOf(shop).flatMap(({ PolicyDocument }) =>
        PolicyDocument.Statement.map(({ Action, Resource }: { Action: string[]; Resource: unknown }) =>
          Action.map((action) => `${action.split(':')[0]} ${Resource === '*' ? 'everywhere' : 'there'}`),
        ),
      );
      expect([...new Set(actions.flat())]).to.deep.equal(['logs there', 'ec2 everywhere']);
      expect(shop.resources('AWS::IAM::Role')[0]).to.not.have.property('ManagedPolicyArns');
    });

    it('is allowed to the role that it is given, which keeps what it has', () => {
      const shop = make((one) => ({
        role: new Role(one, 'Own', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
      }));
      shop.template.resourceCountIs('AWS::IAM::Role', 1);
      const [id] = Object.keys(shop.template.findResources('AWS::Logs::LogGroup'));
      expect(shop.statements).to.deep.include(
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [id, 'Arn'] }),
      );
    });
  });

  it('can be granted to, and changed by escape hatches', () => {
    const shop = new Shop();
    const table = shop.table('Orders');
    const handlers = shop.streamFunction({ entry: orders, tables: { Orders: table } });
    const topic = new Topic(shop, 'Topic');
    topic.grantPublish(handlers);
    const { defaultChild } = handlers.node;
    if (defaultChild instanceof CfnFunction) defaultChild.addPropertyOverride('Description', 'Mails');
    const mapping = handlers.eventSourceMappings.Orders?.node.defaultChild;
    if (mapping instanceof CfnEventSourceMapping) mapping.addPropertyOverride('TumblingWindowInSeconds', 30);
    expect(shop.statements).to.deep.include(allow('sns:Publish', shop.resolve(topic.topicArn)));
    shop.template.hasResourceProperties(FUNCTION, { Description: 'Mails' });
    shop.template.hasResourceProperties(MAPPING, { TumblingWindowInSeconds: 30 });
  });

  it('takes the AWS SDK into the bundle where it is asked to', () => {
    const entry = sources.save(
      'sdk.ts',
      `import { bootstrap, stream } from 'onstream';
      import { DynamoDB } from '@aws-sdk/client-dynamodb';
      const client = new DynamoDB();
      export const handler = bootstrap(stream({ table: 'Orders' }).onInsert(() => void client.listTables()));`,
    );
    const sizes = [false, true].map((bundleSdk) => {
      const shop = new Shop();
      shop.streamFunction({ entry, bundleSdk, tables: { Orders: shop.table('Orders') } });
      const [{ Code } = expect.fail()] = shop.resources(FUNCTION);
      return statSync(join(String(Stage.of(shop)?.assetOutdir), `asset.${Object(Code).S3Key}`)).size;
    });
    expect(sizes[1]).to.be.above(3 * Number(sizes[0]));
  });

  describe('with another failure destination', () => {
    it('uses the one that it is given', () => {
      const shop = new Shop();
      const topic = new Topic(shop, 'Failures');
      const handlers = shop.streamFunction({
        entry: orders,
        tables: { Orders: shop.table('Orders') },
        onFailure: new SnsDlq(topic),
      });
      const Destination = shop.resolve(topic.topicArn);
      shop.template.hasResourceProperties(MAPPING, { DestinationConfig: { OnFailure: { Destination } } });
      shop.template.resourceCountIs('AWS::SQS::Queue', 0);
      expect(handlers.failureQueue).to.equal(undefined);
      expect(shop.statements).to.deep.include(allow('sns:Publish', Destination));
    });

    const [queue, topic, bucket] = [
      'arn:aws:sqs:eu-west-1:123456789012:failures',
      'arn:aws:sns:eu-west-1:123456789012:failures',
      'arn:aws:s3:::failures',
    ];
    for (const [arn, ...statements] of [
      [queue, allow('sqs:SendMessage', queue)],
      [topic, allow('sns:Publish', topic)],
      [bucket, allow('s3:PutObject', `${bucket}/*`), allow('s3:ListBucket', bucket)],
    ] as const) {
      it(`uses the one that the code names: ${arn}`, () => {
        const shop = new Shop();
        shop.streamFunction({ entry: withDestination(arn), tables: { Orders: shop.table('Orders') } });
        shop.template.hasResourceProperties(MAPPING, { DestinationConfig: { OnFailure: { Destination: arn } } });
        shop.template.resourceCountIs('AWS::SQS::Queue', 0);
        expect(shop.statements).to.have.length(statements.length + 2);
        expect(shop.statements).to.include.deep.members(statements);
      });
    }

    for (const [what, destination, message] of [
      ['queue', (shop: Shop) => new SqsDlq(new Queue(shop, 'Lost', { fifo: true })), 'found Shop/Lost, which is FIFO'],
      ['topic', (shop: Shop) => new SnsDlq(new Topic(shop, 'Lost', { fifo: true })), 'found Shop/Lost, which is FIFO'],
      [
        'imported queue',
        (shop: Shop) => new SqsDlq(Queue.fromQueueArn(shop, 'Lost', 'arn:aws:sqs:eu-west-1:123456789012:lost.fifo')),
        'found "arn:aws:sqs:eu-west-1:123456789012:lost.fifo", which is FIFO',
      ],
    ] as const)
      it(`refuses a FIFO ${what}`, () => {
        const shop = new Shop();
        const make = () =>
          shop.streamFunction({
            entry: orders,
            tables: { Orders: shop.table('Orders') },
            onFailure: destination(shop),
          });
        expect(make).to.throw(`Shop/Handlers: onFailure: ${message}, expected a standard queue or topic, or a bucket`);
      });

    it('takes a standard queue beside a FIFO one', () => {
      const shop = new Shop();
      new Queue(shop, 'Other', { fifo: true });
      const lost = new Queue(shop, 'Lost');
      shop.streamFunction({ entry: orders, tables: { Orders: shop.table('Orders') }, onFailure: new SqsDlq(lost) });
      const Destination = shop.resolve(lost.queueArn);
      shop.template.hasResourceProperties(MAPPING, { DestinationConfig: { OnFailure: { Destination } } });
    });

    it('refuses one that Lambda does not write to', () => {
      const arn = 'arn:aws:events:eu-west-1:123456789012:event-bus/failures';
      const shop = new Shop();
      const make = () => shop.streamFunction({ entry: withDestination(arn), tables: { Orders: shop.table('Orders') } });
      expect(make).to.throw(`found "${arn}", expected the ARN of an SQS queue, an SNS topic or an S3 bucket`);
    });

    function withDestination(arn: string): string {
      const options = `eventSource: { onFailureDestinationArn: '${arn}' }`;
      return sources.handlers('destination.ts', "@Table('Orders') class Orders { @OnAny audit() {} }", options);
    }
  });

  describe('of a Kinesis data stream', () => {
    it('reads the stream, and filters what is inside of its records', () => {
      const shop = new Shop();
      const changes = new Stream(shop, 'Changes');
      const handlers = shop.streamFunction({ entry: orders, tables: { Orders: changes } });
      const [{ Pattern } = expect.fail()] = handlers.manifest.sources[0]?.filterCriteria.Filters ?? [];
      shop.template.hasResourceProperties(MAPPING, {
        EventSourceArn: shop.resolve(changes.streamArn),
        FilterCriteria: { Filters: [{ Pattern: `{"data":${Pattern}}` }] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      expect(shop.statements).to.have.deep.members([
        allow('sqs:SendMessage', shop.resolve(handlers.failureQueue?.queueArn)),
        allow(
          [
            'kinesis:DescribeStream',
            'kinesis:DescribeStreamSummary',
            'kinesis:GetRecords',
            'kinesis:GetShardIterator',
            'kinesis:ListShards',
            'kinesis:SubscribeToShard',
          ],
          shop.resolve(changes.streamArn),
        ),
      ]);
    });

    const ON_STREAM = [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ];

    it('reads it as a consumer, with SubscribeToShard on that and all else on the stream', () => {
      const shop = new Shop();
      const changes = new Stream(shop, 'Changes');
      const consumer = new StreamConsumer(shop, 'Consumer', { stream: changes, streamConsumerName: 'mailer' });
      shop.streamFunction({ entry: orders, tables: { Orders: consumer } });
      const arn = shop.resolve(consumer.streamConsumerArn);
      shop.template.hasResourceProperties(MAPPING, { EventSourceArn: arn });
      expect(shop.statements).to.deep.include(allow(ON_STREAM, shop.resolve(changes.streamArn)));
      expect(shop.statements).to.deep.include(allow('kinesis:SubscribeToShard', arn));
    });

    it('reads it as a consumer where the ARN of one was imported as a stream', () => {
      const shop = new Shop();
      const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/changes';
      const arn = `${streamArn}/consumer/mailer:1770000000`;
      shop.streamFunction({ entry: orders, tables: { Orders: Stream.fromStreamArn(shop, 'Changes', arn) } });
      shop.template.hasResourceProperties(MAPPING, { EventSourceArn: arn });
      expect(shop.statements).to.deep.include(allow(ON_STREAM, streamArn));
      expect(shop.statements).to.deep.include(allow('kinesis:SubscribeToShard', arn));
    });

    it('leaves filters of your own alone that are about the data already', () => {
      const entry = sources.handlers(
        'own-filters.ts',
        "@Table('Orders') class Orders { @OnInsert confirm() {} }",
        "eventSource: { filters: [{ data: { eventName: ['INSERT'] } }, { eventName: ['REMOVE'] }] }",
      );
      const shop = new Shop();
      shop.streamFunction({ entry, tables: { Orders: new Stream(shop, 'Changes') } });
      shop.template.hasResourceProperties(MAPPING, {
        FilterCriteria: {
          Filters: [{ Pattern: '{"data":{"eventName":["INSERT"]}}' }, { Pattern: '{"data":{"eventName":["REMOVE"]}}' }],
        },
      });
    });
  });

  it('refuses a filter that is longer than Lambda takes', () => {
    const entry = sources.handlers(
      'long-filter.ts',
      "@Table('Orders') class Orders { @OnInsert confirm() {} }",
      "eventSource: { filters: [{ eventID: ['x'.repeat(4096)] }] }",
    );
    const shop = new Shop();
    const make = () => shop.streamFunction({ entry, tables: { Orders: shop.table('Orders') } });
    expect(make).to.throw('filters[0]: found keys [eventID], expected at most 4096 characters, which are 4112 here');
  });

  it('is not confused by what a module writes while it is loaded', () => {
    const entry = sources.handlers(
      'chatty.ts',
      `process.stdout.write('loading\\n');
      @Table('Orders') class Orders { @OnInsert confirm() {} }`,
    );
    const shop = new Shop();
    shop.streamFunction({ entry, tables: { Orders: shop.table('Orders') } });
    shop.template.resourceCountIs(MAPPING, 1);
  });

  it('may decrypt the stream of a table with a key of its own', () => {
    const shop = new Shop();
    const encryptionKey = new Key(shop, 'Key');
    const table = shop.table('Orders', { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey });
    shop.streamFunction({ entry: orders, tables: { Orders: table } });
    expect(shop.statements).to.deep.include(allow('kms:Decrypt', shop.resolve(encryptionKey.keyArn)));
  });

  it("makes a template that AWS's own validation has nothing to say against", () => {
    const shop = new Shop(new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } }));
    shop.streamFunction({
      entry: sources.handlers(
        'valid.ts',
        `@Table('Orders') class Orders { @OnAny audit() {} }
        @Table('Users') class Users { @OnInsert welcome() {} }`,
      ),
      tables: { Orders: shop.table('Orders'), Users: new Stream(shop, 'Changes') },
    });
    expect(() => shop.template).not.to.throw();
  });
});

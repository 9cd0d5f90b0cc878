import { Match } from 'aws-cdk-lib/assertions';
import { expect } from 'chai';
import type { Source } from '../../../lib/event-source/sources.js';
import { include, included, statementsIn, synthesized } from './included.js';
import {
  CONFIRM,
  EVERYTHING,
  INSERTS,
  KINESIS_ARN,
  manifestOf,
  ordersManifest,
  SHIPMENTS,
  SHIPPED,
  STREAM_ARN,
  source,
} from './orders.js';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE_ARN = { 'Fn::GetAtt': ['OrdersFailureQueue', 'Arn'] };

describe('a CloudFormation template', () => {
  it('has nothing that AWS has no name for, with every value set and with none', async () => {
    for (const manifest of [ordersManifest(), ordersManifest(EVERYTHING)]) {
      for (const options of [{}, { kinesis: ['Orders'] }, { functionName: 'orders-stream' }])
        expect((await included(manifest, options)).unknown).to.deep.equal({});
    }
  });

  it('is checked by AWS: it refuses a property of the wrong type', async () => {
    const text = await synthesized(ordersManifest(), { format: 'cloudformation' });
    expect(() => include(text.replace('Timeout: 30', 'Timeout: soon'))).to.throw(/timeout: "soon" should be a number/);
  });

  it('has a function on Node.js 24 and arm64 that gets its code from a bucket', async () => {
    const { template } = await included(ordersManifest());
    template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Code: { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } },
      Role: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] },
      LoggingConfig: { LogGroup: { Ref: 'OrdersLogGroup' } },
      FunctionName: Match.absent(),
    });
    template.hasParameter('CodeBucket', { Type: 'String', Description: Match.stringLikeRegexp('function.zip') });
    template.hasParameter('CodeKey', { Type: 'String' });
  });

  it('names the function where a name is given', async () => {
    const { template } = await included(ordersManifest(), { functionName: 'orders-stream' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'orders-stream' });
  });

  it('defines a table that nobody has told of, with its stream, and keeps it', async () => {
    const { template } = await included(ordersManifest());
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        TableName: 'Orders',
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        KinesisStreamSpecification: Match.absent(),
      },
    });
    template.hasResourceProperties(MAPPING, { EventSourceArn: { 'Fn::GetAtt': ['OrdersTable', 'StreamArn'] } });
  });

  it('defines a table under the logical id that is given', async () => {
    const { template } = await included(ordersManifest(), { tables: [{ table: 'Orders', resource: 'Shop' }] });
    template.templateMatches({ Resources: { Shop: { Properties: { TableName: 'Orders' } } } });
    template.hasResourceProperties(MAPPING, { EventSourceArn: { 'Fn::GetAtt': ['Shop', 'StreamArn'] } });
  });

  it('refers to the stream of a table that exists', async () => {
    const { template } = await included(ordersManifest(), { tables: [{ table: 'Orders', resource: STREAM_ARN }] });
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    template.hasResourceProperties(MAPPING, { EventSourceArn: STREAM_ARN });
  });

  it('gives the mapping every value that the code sets', async () => {
    const { template } = await included(ordersManifest(EVERYTHING));
    template.hasResourceProperties(MAPPING, {
      FunctionName: { 'Fn::GetAtt': ['OrdersFunction', 'Arn'] },
      StartingPosition: 'LATEST',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 5,
      ParallelizationFactor: 2,
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: 3600,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      Enabled: false,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
      FilterCriteria: {
        Filters: [{ Pattern: JSON.stringify(INSERTS) }, { Pattern: JSON.stringify(SHIPMENTS) }],
      },
    });
  });

  it('leaves to AWS what the code does not set, but begins at the oldest record', async () => {
    const { template } = await included(ordersManifest({ functionResponseTypes: [] }));
    template.hasResourceProperties(MAPPING, {
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: Match.absent(),
      MaximumRetryAttempts: Match.absent(),
      FunctionResponseTypes: Match.absent(),
      Enabled: Match.absent(),
    });
  });

  it('has a queue that keeps what was given up for 14 days', async () => {
    const { template } = await included(ordersManifest());
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 });
  });

  it('allows no more than to log, to read that stream, and to write to that queue', async () => {
    const { template } = await included(ordersManifest());
    expect(statementsIn(template)).to.deep.equal([
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': ['OrdersLogGroup', 'Arn'] }),
      allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], {
        'Fn::GetAtt': ['OrdersTable', 'StreamArn'],
      }),
      allow(['dynamodb:ListStreams'], '*'),
      allow(['sqs:SendMessage'], QUEUE_ARN),
    ]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  for (const [arn, statements] of [
    [
      'arn:aws:sqs:eu-west-1:123456789012:lost',
      [allow(['sqs:SendMessage'], 'arn:aws:sqs:eu-west-1:123456789012:lost')],
    ],
    ['arn:aws:sns:eu-west-1:123456789012:lost', [allow(['sns:Publish'], 'arn:aws:sns:eu-west-1:123456789012:lost')]],
    [
      'arn:aws:s3:::lost',
      [allow(['s3:PutObject'], 'arn:aws:s3:::lost/*'), allow(['s3:ListBucket'], 'arn:aws:s3:::lost')],
    ],
  ] as const) {
    it(`makes no queue where the code names ${arn}, and allows to write there`, async () => {
      const { template } = await included(ordersManifest({ onFailureDestinationArn: arn }));
      template.resourceCountIs('AWS::SQS::Queue', 0);
      template.hasResourceProperties(MAPPING, { DestinationConfig: { OnFailure: { Destination: arn } } });
      expect(statementsIn(template).slice(3)).to.deep.equal(statements);
    });
  }

  it('hears a table through a Kinesis data stream of its own', async () => {
    const { template } = await included(ordersManifest(), { kinesis: ['Orders'] });
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KinesisStreamSpecification: { StreamArn: { 'Fn::GetAtt': ['OrdersKinesisStream', 'Arn'] } },
      StreamSpecification: Match.absent(),
    });
    template.hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    });
    template.hasResourceProperties(MAPPING, {
      EventSourceArn: { 'Fn::GetAtt': ['OrdersKinesisStream', 'Arn'] },
      // Lambda filters by what is in the record, decoded.
      FilterCriteria: {
        Filters: [{ Pattern: JSON.stringify({ data: INSERTS }) }, { Pattern: JSON.stringify({ data: SHIPMENTS }) }],
      },
    });
  });

  it('may read no DynamoDB stream where it reads a Kinesis data stream', async () => {
    const { template } = await included(ordersManifest(), { tables: [{ table: 'Orders', resource: KINESIS_ARN }] });
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    template.resourceCountIs('AWS::Kinesis::Stream', 0);
    expect(statementsIn(template).slice(1, 3)).to.deep.equal([
      allow(
        [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
          'kinesis:SubscribeToShard',
        ],
        KINESIS_ARN,
      ),
      allow(['sqs:SendMessage'], QUEUE_ARN),
    ]);
    expect(JSON.stringify(statementsIn(template))).to.not.include('dynamodb:');
  });

  it('has a mapping for each table, and one function and queue for all', async () => {
    const customers: Source = source([INSERTS], { table: 'Customers', viewType: 'NEW_IMAGE' });
    const welcome = { id: 'CustomerHandlers.welcome', table: 'Customers', eventNames: ['INSERT'] } as const;
    const manifest = manifestOf([CONFIRM, SHIPPED, welcome], [source([INSERTS, SHIPMENTS]), customers]);
    const { template } = await included(manifest);
    template.resourceCountIs(MAPPING, 2);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::SQS::Queue', 1);
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'Customers',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    });
  });

  it('says above each filter whom it is for', async () => {
    const { text } = await included(ordersManifest());
    expect(text).to.include(
      [
        '          # For OrderHandlers.confirm.',
        `          - Pattern: '${JSON.stringify(INSERTS)}'`,
        '          # For OrderHandlers.shipped.',
        `          - Pattern: '${JSON.stringify(SHIPMENTS)}'`,
      ].join('\n'),
    );
  });

  it('says who needs the view type', async () => {
    const { text } = await included(ordersManifest());
    expect(text).to.match(
      /# The new image is for OrderHandlers.confirm, OrderHandlers.shipped.\n +# The old image is for OrderHandlers.shipped.\n +StreamViewType/,
    );
  });

  it('says what the filters leave to the handlers, sentence by sentence', async () => {
    const widened = ['OrderHandlers.large: a range of numbers.', 'OrderHandlers.odd: a function.'];
    const { text } = await included(manifestOf([CONFIRM], [source([INSERTS], { widened })]));
    expect(text).to.match(
      /# - OrderHandlers.large: a range of numbers.\n +# - OrderHandlers.odd: a function.\n +FilterCriteria/,
    );
  });

  it('warns in a comment of retries that never end, and only of those', async () => {
    expect((await included(ordersManifest())).text).to.include('# Retries never end here');
    expect((await included(ordersManifest({ maximumRetryAttempts: 3 }))).text).to.not.include('Retries never end');
    expect((await included(ordersManifest({ maximumRecordAgeInSeconds: 60 }))).text).to.not.include(
      'Retries never end',
    );
  });

  it('keeps texts apart from what YAML takes them for, and quotes of patterns', async () => {
    const filter = { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: ['it\'s: # "on" {x} \n é'] } } } };
    const { template } = await included(
      manifestOf([{ ...CONFIRM, table: '2026' }], [source([filter], { table: '2026' })]),
    );
    template.hasResourceProperties('AWS::DynamoDB::Table', { TableName: '2026' });
    template.hasResourceProperties(MAPPING, { FilterCriteria: { Filters: [{ Pattern: JSON.stringify(filter) }] } });
  });

  it('escapes characters that some readers of YAML take for the end of a line, or refuse', async () => {
    const filter = { dynamodb: { Keys: { 'a\u2029': { S: ['x \u2028 y\x7f\u0085 \\ "z" \ufeff'] } } } };
    const { text, template } = await included(manifestOf([CONFIRM], [source([filter])]));
    expect(text).to.not.match(/[\x7f-\x9f\u2028\u2029\ufeff]/);
    template.hasResourceProperties(MAPPING, { FilterCriteria: { Filters: [{ Pattern: JSON.stringify(filter) }] } });
  });
});

function allow(actions: readonly string[], resource: unknown) {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

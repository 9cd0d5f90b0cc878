import { Match } from 'aws-cdk-lib/assertions';
import { expect } from 'chai';
import { include, included } from './included.js';
import { EVERYTHING, INSERTS, ordersManifest, SHIPMENTS, STREAM_ARN } from './orders.js';

describe('a SAM template', () => {
  it('has a function with its event, and a role of its own', async () => {
    const { template } = await included(ordersManifest(EVERYTHING), { format: 'sam' });
    expect(template.toJSON().Transform).to.equal('AWS::Serverless-2016-10-31');
    template.hasResourceProperties('AWS::Serverless::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      CodeUri: 'function.zip',
      Role: { 'Fn::GetAtt': ['OrdersRole', 'Arn'] },
      // A role is given, so there is nothing for SAM to allow.
      Policies: Match.absent(),
      Events: {
        OrdersMapping: {
          Type: 'DynamoDB',
          Properties: {
            Stream: { 'Fn::GetAtt': ['OrdersTable', 'StreamArn'] },
            StartingPosition: 'LATEST',
            BatchSize: 10,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            FilterCriteria: {
              Filters: [{ Pattern: JSON.stringify(INSERTS) }, { Pattern: JSON.stringify(SHIPMENTS) }],
            },
          },
        },
      },
    });
  });

  it('has nothing that AWS has no name for', async () => {
    const { unknown, template } = await included(ordersManifest(EVERYTHING), { format: 'sam' });
    const { Stream, ...properties } =
      template.toJSON().Resources.OrdersFunction.Properties.Events.OrdersMapping.Properties;
    const { FunctionResponseTypes, FilterCriteria } = properties;
    // SAM takes them since 2021 and 2023, which the CDK's list of its properties is older than.
    expect(unknown).to.deep.equal({
      OrdersFunction: {
        Properties: {
          LoggingConfig: { LogGroup: { Ref: 'OrdersLogGroup' } },
          Events: { OrdersMapping: { Properties: { FunctionResponseTypes, FilterCriteria } } },
        },
      },
    });
    // The event's properties are those of the mapping that SAM makes of it, but for the stream's.
    const EventSourceArn = STREAM_ARN;
    expect(Stream).to.deep.equal({ 'Fn::GetAtt': ['OrdersTable', 'StreamArn'] });
    const mapping = {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        ...properties,
        EventSourceArn,
        FunctionName: 'orders',
        DestinationConfig: { OnFailure: { Destination: EventSourceArn } },
      },
    };
    expect(include(JSON.stringify({ Resources: { Mapping: mapping } })).unknown).to.deep.equal({});
  });

  it('has an event of Kinesis where a table is heard through it', async () => {
    const { template } = await included(ordersManifest(), { format: 'sam', kinesis: ['Orders'] });
    template.hasResourceProperties('AWS::Serverless::Function', {
      Events: {
        OrdersMapping: { Type: 'Kinesis', Properties: { Stream: { 'Fn::GetAtt': ['OrdersKinesisStream', 'Arn'] } } },
      },
    });
  });
});

import { expect } from 'chai';
import { readTemplate } from '../../../lib/loading/template.js';
import { synthesized } from './included.js';
import { CONFIRM, EVERYTHING, INSERTS, KINESIS_ARN, manifestOf, ordersManifest, SHIPMENTS, source } from './orders.js';

/** The properties that the framework has for a stream; it refuses others. */
const STREAM_PROPERTIES = [
  'type',
  'arn',
  'batchSize',
  'parallelizationFactor',
  'startingPosition',
  'enabled',
  'consumer',
  'batchWindow',
  'maximumRetryAttempts',
  'bisectBatchOnFunctionError',
  'maximumRecordAgeInSeconds',
  'functionResponseType',
  'destinations',
  'tumblingWindowInSeconds',
  'filterPatterns',
];

async function read(manifest = ordersManifest(EVERYTHING), options = {}) {
  const text = await synthesized(manifest, { format: 'serverless', ...options });
  return Object(await readTemplate(text, 'serverless.yml'));
}

describe('a serverless.yml', () => {
  it('has a function with its stream, in the words of the framework', async () => {
    const { functions, provider, package: code } = await read();
    expect(provider).to.deep.include({ name: 'aws', runtime: 'nodejs24.x', architecture: 'arm64' });
    expect(code).to.deep.equal({ artifact: 'function.zip' });
    const { events, ...lambda } = functions.orders;
    expect(lambda).to.deep.include({ handler: 'index.handler', role: 'OrdersRole' });
    expect(events).to.deep.equal([
      {
        stream: {
          type: 'dynamodb',
          arn: { 'Fn::GetAtt': ['OrdersTable', 'StreamArn'] },
          startingPosition: 'LATEST',
          enabled: false,
          batchSize: 10,
          batchWindow: 5,
          parallelizationFactor: 2,
          maximumRetryAttempts: 3,
          maximumRecordAgeInSeconds: 3600,
          bisectBatchOnFunctionError: true,
          functionResponseType: 'ReportBatchItemFailures',
          destinations: { onFailure: { type: 'sqs', arn: { 'Fn::GetAtt': ['OrdersFailureQueue', 'Arn'] } } },
          filterPatterns: [INSERTS, SHIPMENTS],
        },
      },
    ]);
    expect(STREAM_PROPERTIES).to.include.members(Object.keys(events[0].stream));
  });

  it("says AWS's own batch size where the code says none, as the framework has another", async () => {
    const { functions } = await read(ordersManifest());
    expect(functions.orders.events[0].stream).to.deep.include({ batchSize: 100, startingPosition: 'TRIM_HORIZON' });
  });

  it('defines the table, the queue and a role, whose log group the framework makes', async () => {
    const { resources } = await read();
    expect(Object.keys(resources.Resources)).to.deep.equal([
      'OrdersTable',
      'OrdersFailureQueue',
      'OrdersFailureQueuePolicy',
      'OrdersRole',
    ]);
    const [policy] = resources.Resources.OrdersRole.Properties.Policies;
    expect(policy.PolicyDocument.Statement[0].Resource).to.deep.equal({ 'Fn::GetAtt': ['OrdersLogGroup', 'Arn'] });
  });

  it('gives the ARN of a stream and a destination that exist as it is', async () => {
    const onFailureDestinationArn = 'arn:aws:sns:eu-west-1:123456789012:lost';
    const options = { tables: [{ table: 'Orders', resource: KINESIS_ARN }] };
    const { functions, resources } = await read(ordersManifest({ onFailureDestinationArn }), options);
    expect(functions.orders.events[0].stream).to.deep.include({
      type: 'kinesis',
      arn: KINESIS_ARN,
      destinations: { onFailure: onFailureDestinationArn },
      filterPatterns: [{ data: INSERTS }, { data: SHIPMENTS }],
    });
    expect(Object.keys(resources.Resources)).to.deep.equal(['OrdersRole']);
  });

  it("keeps what looks like one of the framework's variables as it is", async () => {
    const variable = '$'.concat('{self:service}');
    const filter = { dynamodb: { Keys: { pk: { S: [variable] } } } };
    const { functions } = await read(manifestOf([CONFIRM], [source([filter])]));
    expect(functions.orders.events[0].stream.filterPatterns[0].dynamodb.Keys.pk.S).to.deep.equal([`\\${variable}`]);
  });

  it('escapes characters that some readers of YAML take for the end of a line, or refuse', async () => {
    const filter = { dynamodb: { Keys: { 'a\u2029': { S: ['x \u2028 y\x7f\u0085 \\ "z" \ufeff'] } } } };
    const text = await synthesized(manifestOf([CONFIRM], [source([filter])]), { format: 'serverless' });
    expect(text).to.not.match(/[\x7f-\x9f\u2028\u2029\ufeff]/);
    const { functions } = Object(await readTemplate(text, 'serverless.yml'));
    expect(functions.orders.events[0].stream.filterPatterns).to.deep.equal([filter]);
  });
});

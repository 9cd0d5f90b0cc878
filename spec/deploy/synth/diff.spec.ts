import { expect } from 'chai';
import { diffTemplates } from '../../../lib/deploy/synth/diff/diff-templates.js';
import { FORMATS } from '../../../lib/deploy/synth/format.js';
import { ConfigurationError } from '../../../lib/errors.js';
import { synthesized } from './included.js';
import { CONFIRM, INSERTS, manifestOf, ordersManifest, STREAM_ARN, source } from './orders.js';

const CLOUDFORMATION = { format: 'cloudformation', file: 'old.yaml' } as const;

describe('what changes against an older template', () => {
  for (const format of FORMATS) {
    it(`is nothing where the template is the same, for ${format}`, async () => {
      const text = await synthesized(ordersManifest(), { format });
      expect(await diffTemplates(text, text, { format, file: 'old' })).to.deep.equal([]);
    });
  }

  it('is told by path: what is added, removed and changed', async () => {
    const before = await synthesized(ordersManifest({ batchSize: 100, enabled: true }), { format: 'cloudformation' });
    const after = await synthesized(
      ordersManifest({
        batchSize: 10,
        maximumRetryAttempts: 3,
        onFailureDestinationArn: 'arn:aws:sqs:eu-west-1:1:lost',
      }),
      { format: 'cloudformation' },
    );
    const mapping = 'Resources.OrdersMapping.Properties';
    expect(await diffTemplates(before, after, CLOUDFORMATION)).to.include.members([
      `~ ${mapping}.BatchSize: 100 -> 10`,
      `- ${mapping}.Enabled: true`,
      `+ ${mapping}.MaximumRetryAttempts: 3`,
      `~ ${mapping}.DestinationConfig.OnFailure.Destination: {"Fn::GetAtt":["OrdersFailureQueue","Arn"]} -> "arn:aws:sqs:eu-west-1:1:lost"`,
      '- Resources.OrdersFailureQueue (AWS::SQS::Queue)',
    ]);
  });

  it('leaves out comments, the order of keys and the way a function is written', async () => {
    const before = 'Resources:\n  A: { Type: T, Properties: { X: !GetAtt B.Arn, Y: 1 } } # old';
    const after = JSON.stringify({
      Resources: { A: { Properties: { Y: 1, X: { 'Fn::GetAtt': ['B', 'Arn'] } }, Type: 'T' } },
    });
    expect(await diffTemplates(before, after, CLOUDFORMATION)).to.deep.equal([]);
  });

  it('is told by lines, each with its resource, for Terraform', async () => {
    const before = await synthesized(ordersManifest({ batchSize: 100 }), { format: 'terraform' });
    const after = await synthesized(ordersManifest({ batchSize: 10 }), { format: 'terraform' });
    expect(await diffTemplates(before, after, { format: 'terraform', file: 'old.tf' })).to.deep.equal([
      '  resource "aws_lambda_event_source_mapping" "orders" {',
      '-   batch_size        = 100',
      '+   batch_size        = 10',
    ]);
  });

  for (const [format, path, kinesisPath] of [
    ['cloudformation', 'Resources.OrdersTable', 'Resources.OrdersKinesisStream'],
    ['sam', 'Resources.OrdersTable', 'Resources.OrdersKinesisStream'],
    ['serverless', 'resources.Resources.OrdersTable', 'resources.Resources.OrdersKinesisStream'],
    ['terraform', 'aws_dynamodb_table.orders', 'aws_kinesis_stream.orders'],
  ] as const) {
    it(`says that another stream takes the place of one, whose unread records are lost, for ${format}`, async () => {
      const newImages = manifestOf([CONFIRM], [source([INSERTS], { viewType: 'NEW_IMAGE' })]);
      const before = await synthesized(newImages, { format });
      const after = await synthesized(ordersManifest(), { format });
      const kinesis = await synthesized(ordersManifest(), { format, kinesis: ['Orders'] });
      const said = async (old: string, now: string) =>
        (await diffTemplates(old, now, { format, file: 'old' })).filter((line) => line.startsWith('!'));
      const lost = 'what is unread in the old one is lost for this function, and others that read it are cut off';
      const moved = `! ${path}: the changes of this table go to another stream: ${lost}`;
      expect(await said(before, after)).to.deep.equal([moved]);
      expect(await said(after, kinesis)).to.deep.equal([moved]);
      expect(await said(kinesis, after)).to.include(`! ${kinesisPath}: this stream goes, or is made anew: ${lost}`);
      const elsewhere = { tables: [{ table: 'Orders', resource: STREAM_ARN }] };
      expect(await said(after, await synthesized(ordersManifest(), { format, ...elsewhere }))).to.deep.equal([]);
      expect(await said(after, await synthesized(ordersManifest({ batchSize: 1 }), { format }))).to.deep.equal([]);
    });
  }

  for (const format of FORMATS) {
    it(`cannot be told where the old one is for another tool than ${format}`, async () => {
      const after = await synthesized(ordersManifest(), { format });
      for (const other of FORMATS.filter((one) => one !== format)) {
        const before = await synthesized(ordersManifest(), { format: other });
        const error: unknown = await diffTemplates(before, after, { format, file: 'old' }).catch((thrown) => thrown);
        expect(Object(error).message).to.equal(
          `--diff old: found a template for ${other}, expected one for ${format}, the --format`,
        );
      }
    });
  }

  for (const [what, text, message] of [
    ['no YAML', 'a: [', /^old\.yaml: /],
    [
      'no template',
      '{ "name": "onstream" }',
      /^--diff old\.yaml: found no Resources, expected a template for cloudformation$/,
    ],
  ] as const) {
    it(`cannot be told where the old one is ${what}`, async () => {
      const error: unknown = await diffTemplates(text, 'b: 1', CLOUDFORMATION).catch((thrown) => thrown);
      expect(error).to.be.instanceOf(ConfigurationError);
      expect(Object(error).message).to.match(message);
    });
  }
});

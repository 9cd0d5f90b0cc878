import { expect } from 'chai';
import { FORMATS } from '../../../lib/deploy/synth/format.js';
import { readTemplate } from '../../../lib/loading/template.js';
import { synthesized } from './included.js';
import { ordersManifest } from './orders.js';

const BY_TLS_ALONE = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Resource: { 'Fn::GetAtt': ['OrdersFailureQueue', 'Arn'] },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};

describe('The queue for batches that were given up', () => {
  for (const format of ['cloudformation', 'sam', 'serverless'] as const) {
    it(`is encrypted, and reached by TLS alone, in ${format}`, async () => {
      const template = Object(await readTemplate(await synthesized(ordersManifest(), { format }), format));
      const { OrdersFailureQueue, OrdersFailureQueuePolicy } = (template.resources ?? template).Resources;
      expect(OrdersFailureQueue.Properties).to.deep.equal({
        MessageRetentionPeriod: 1_209_600,
        SqsManagedSseEnabled: true,
      });
      expect(OrdersFailureQueuePolicy).to.deep.equal({
        Type: 'AWS::SQS::QueuePolicy',
        Properties: { Queues: [{ Ref: 'OrdersFailureQueue' }], PolicyDocument: BY_TLS_ALONE },
      });
    });
  }

  it('is encrypted, and reached by TLS alone, in terraform', async () => {
    const text = await synthesized(ordersManifest(), { format: 'terraform' });
    expect(text).to.include('  sqs_managed_sse_enabled   = true\n');
    expect(text).to.include(
      [
        'resource "aws_sqs_queue_policy" "orders" {',
        '  queue_url = aws_sqs_queue.orders.url',
        '  policy = jsonencode({',
        '    Version = "2012-10-17"',
        '    Statement = [',
        '      {',
        '        Effect = "Deny"',
        '        Principal = {',
        '          AWS = "*"',
        '        }',
        '        Action   = "sqs:*"',
        '        Resource = aws_sqs_queue.orders.arn',
        '        Condition = {',
        '          Bool = {',
        '            "aws:SecureTransport" = "false"',
        '          }',
        '        }',
        '      },',
        '    ]',
        '  })',
        '}',
      ].join('\n'),
    );
  });

  for (const format of FORMATS) {
    it(`is said to hold places in the stream, which forgets its records after 24 hours, in ${format}`, async () => {
      const text = (await synthesized(ordersManifest(), { format })).replace(/\n *# /g, ' ');
      expect(text).to.match(/its place in the stream, not its records\. The stream keeps those for 24 hours/);
    });

    it(`and its policy are not made where the code names another destination, in ${format}`, async () => {
      const onFailureDestinationArn = 'arn:aws:s3:::lost';
      const text = await synthesized(ordersManifest({ onFailureDestinationArn }), { format });
      expect(text).to.not.match(/sqs|SQS|FailureQueue/);
    });

    for (const service of ['sqs', 'sns']) {
      it(`cannot be a FIFO one that the code names by ${service}, in ${format}`, async () => {
        const onFailureDestinationArn = `arn:aws:${service}:eu-west-1:123456789012:lost.fifo`;
        const error: unknown = await synthesized(ordersManifest({ onFailureDestinationArn }), { format }).catch(
          (thrown) => thrown,
        );
        expect(Object(error).message).to.equal(
          `bootstrap.eventSource.onFailureDestinationArn: found "${onFailureDestinationArn}", which is FIFO, expected a ` +
            'standard queue or topic, or a bucket: Lambda refuses FIFO ones as failure destinations of a stream',
        );
      });
    }
  }
});

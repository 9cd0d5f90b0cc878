import { expect } from 'chai';
import { bootstrap, ConfigurationError, stream } from '../../lib/index.js';

const handlers = stream({ table: 'Orders' }).onInsert(() => undefined);

describe('bootstrap', () => {
  for (const arn of [
    'arn:aws:sqs:eu-west-1:123456789012:lost.fifo',
    'arn:aws:sns:eu-west-1:123456789012:lost.fifo',
    'arn:aws-cn:sqs:cn-north-1:123456789012:lost.fifo',
    `arn:aws:sqs:eu-west-1:123456789012:${'lost-'.repeat(14)}.fifo`,
  ]) {
    it(`refuses ${arn} as failure destination, with the reason`, () => {
      expect(() => bootstrap(handlers, { eventSource: { onFailureDestinationArn: arn } }))
        .to.throw(ConfigurationError)
        .with.property('message')
        .which.equals(
          `bootstrap.eventSource.onFailureDestinationArn: found "${arn}", which is FIFO, expected a standard queue or topic, ` +
            'or a bucket: Lambda refuses FIFO ones as failure destinations of a stream',
        );
    });
  }

  for (const text of [
    '',
    'lost',
    'https://sqs.eu-west-1.amazonaws.com/123456789012/lost',
    'https://sqs.eu-west-1.amazonaws.com/123456789012/lost.fifo',
    's3://lost',
    'arn:aws:lambda:eu-west-1:123456789012:function:lost',
  ]) {
    it(`refuses ${text || 'an empty text'} as failure destination, and names what one is`, () => {
      expect(() => bootstrap(handlers, { eventSource: { onFailureDestinationArn: text } }))
        .to.throw(ConfigurationError)
        .with.property('message')
        .which.equals(
          `bootstrap.eventSource.onFailureDestinationArn: found "${text}", expected the ARN of an SQS queue, an SNS topic or ` +
            'an S3 bucket',
        );
    });
  }

  for (const arn of [
    'arn:aws:sqs:eu-west-1:123456789012:lost',
    'arn:aws:sqs:eu-west-1:123456789012:lost-fifo',
    'arn:aws:s3:::lost.fifo',
  ]) {
    it(`takes ${arn}`, () => {
      const { manifest } = bootstrap(handlers, { eventSource: { onFailureDestinationArn: arn } });
      expect(manifest.eventSource.onFailureDestinationArn).to.equal(arn);
    });
  }
});

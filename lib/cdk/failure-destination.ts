import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../errors.js';

/** A queue that hears of the batches that Lambda gives up: there is time to find out why. */
export function failureQueue(scope: Construct): Queue {
  return new Queue(scope, 'FailureQueue', {
    retentionPeriod: Duration.days(14),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
}

/** As `SqsDlq`, with less: Lambda only sends. */
export function toQueue(queue: IQueue): IEventSourceDlq {
  return {
    bind(_mapping, target) {
      queue.grant(target, 'sqs:SendMessage');
      return { destination: queue.queueArn };
    },
  };
}

/** What Lambda has to be allowed for each kind of destination. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  sqs: ['sqs:SendMessage'],
  sns: ['sns:Publish'],
  s3: ['s3:PutObject', 's3:ListBucket'],
};

/** A queue, topic or bucket that the code names. @throws ConfigurationError for anything else */
export function toArn(arn: string): IEventSourceDlq {
  const [, service = ''] = /^arn:[\w-]+:(\w+):/.exec(arn) ?? [];
  const actions = ACTIONS[service];
  if (actions === undefined)
    throw new ConfigurationError(
      `eventSource.onFailureDestinationArn: found ${arn}, expected the ARN of a queue, a topic or a bucket`,
    );
  const resources = service === 's3' ? [arn, `${arn}/*`] : [arn];
  return {
    bind(_mapping, target) {
      target.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources }));
      return { destination: arn };
    },
  };
}

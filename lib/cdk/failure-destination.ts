import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { destinationAccess, SEND_ACTIONS } from '../event-source/stream-access.js';

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
      queue.grant(target, ...SEND_ACTIONS);
      return { destination: queue.queueArn };
    },
  };
}

/** A queue, topic or bucket that the code names. @throws ConfigurationError for anything else */
export function toArn(arn: string): IEventSourceDlq {
  const statements = destinationAccess(arn).map(
    ({ actions, resource }) => new PolicyStatement({ actions: [...actions], resources: [resource] }),
  );
  return {
    bind(_mapping, target) {
      for (const statement of statements) target.addToRolePolicy(statement);
      return { destination: arn };
    },
  };
}

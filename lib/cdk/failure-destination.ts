import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventSourceDlq } from 'aws-cdk-lib/aws-lambda';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../errors.js';
import { checkNotFifo } from '../event-source/fifo.js';
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

/** A destination that refuses FIFO queues and topics when it is bound: Lambda would, at deployment. */
export function standard(destination: IEventSourceDlq, scope: Construct): IEventSourceDlq {
  return {
    bind(mapping, target) {
      const config = destination.bind(mapping, target);
      checkStandard(config.destination, `${scope.node.path}: onFailure`);
      return config;
    },
  };
}

/** @throws ConfigurationError */
function checkStandard(arn: string, where: string): void {
  if (!Token.isUnresolved(arn)) {
    checkNotFifo(arn, where);
    return;
  }
  const { firstToken } = Tokenization.reverseString(arn);
  const resource = Reference.isReference(firstToken) ? firstToken.target : undefined;
  const isFifo =
    (resource instanceof CfnQueue && resource.fifoQueue === true) ||
    (resource instanceof CfnTopic && resource.fifoTopic === true);
  if (!isFifo) return;
  throw new ConfigurationError(
    `${where}: found ${resource.node.scope?.node.path ?? resource.node.path}, which is FIFO, expected a standard queue or ` +
      'topic, or a bucket: Lambda refuses FIFO ones as failure destinations of a stream',
  );
}

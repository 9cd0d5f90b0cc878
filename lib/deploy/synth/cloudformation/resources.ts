import { ENVIRONMENT, FAILURES_RETENTION_SECONDS, LOG_RETENTION_DAYS, NOT_BY_TLS } from '../defaults.js';
import type { DefinedQueue, DefinedTable, Deployment, Reference, Statement, Stream } from '../deployment.js';
import { NOTES } from '../notes.js';
import { commented, getAtt, ref, type Section, type Tree } from './tree.js';

/** The resources that all of CloudFormation's tools write alike: all but the function and its mappings. */
export function commonResources(deployment: Deployment): Section {
  const { tables, kinesisStreams, failureQueue, roleId } = deployment;
  return {
    ...Object.fromEntries(
      tables.map((one) => [one.id, commented(table(one), ...NOTES.table(one, 'TimeToLiveSpecification'))]),
    ),
    ...Object.fromEntries(kinesisStreams.map((one) => [one.id, kinesisStream(one.table)])),
    ...(failureQueue && queue(failureQueue)),
    [roleId]: role(deployment),
  };
}

/** The function's environment. A reference to a table is its name. */
export function variables({ environment }: Deployment): Section {
  const own = environment.map(({ name, value, notes, tableId }) => [
    name,
    commented(tableId === undefined ? value : ref(tableId), ...notes),
  ]);
  return { ...ENVIRONMENT, ...Object.fromEntries(own) };
}

export function logGroup(): Section {
  return { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: LOG_RETENTION_DAYS } };
}

export function arnOf(reference: Reference): Tree {
  if ('arn' in reference) return reference.arn;
  if ('of' in reference) return getAtt(reference.id, reference.of === 'table' ? 'StreamArn' : 'Arn');
  return reference.expression;
}

/** What a mapping reads. */
export function sourceArnOf({ arn, consumer = arn }: Stream): Tree {
  return arnOf(consumer);
}

function table({ name, viewType, viewTypeNotes, kinesisStreamId }: DefinedTable): Section {
  return {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      ...(kinesisStreamId === undefined
        ? { StreamSpecification: { StreamViewType: commented(viewType, ...viewTypeNotes) } }
        : { KinesisStreamSpecification: { StreamArn: getAtt(kinesisStreamId, 'Arn') } }),
    },
  };
}

/** A queue that is encrypted at rest, and is reached by TLS alone. */
function queue({ id, policyId }: DefinedQueue): Section {
  const statement = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'sqs:*',
    Resource: getAtt(id, 'Arn'),
    Condition: NOT_BY_TLS,
  };
  return {
    [id]: commented(
      {
        Type: 'AWS::SQS::Queue',
        Properties: { MessageRetentionPeriod: FAILURES_RETENTION_SECONDS, SqsManagedSseEnabled: true },
      },
      ...NOTES.failureQueue,
    ),
    [policyId]: commented(
      {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: { Queues: [ref(id)], PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
      },
      ...NOTES.queuePolicy,
    ),
  };
}

function kinesisStream(tableName: string): Tree {
  return commented(
    {
      Type: 'AWS::Kinesis::Stream',
      Properties: {
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
        // With Kinesis' own key nobody needs permissions of KMS.
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      },
    },
    ...NOTES.kinesisStream(tableName),
  );
}

function role({ statements }: Deployment): Section {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'stream',
          PolicyDocument: { Version: '2012-10-17', Statement: statements.map(statement) },
        },
      ],
    },
  };
}

function statement({ note, actions, resources }: Statement): Tree {
  const [only] = resources;
  return commented(
    {
      Effect: 'Allow',
      Action: actions,
      Resource: resources.length === 1 && only ? arnOf(only) : resources.map(arnOf),
    },
    note,
  );
}

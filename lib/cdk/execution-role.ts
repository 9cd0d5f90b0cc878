import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

type FunctionLogGroup = NonNullable<FunctionOptions['logGroup']>;

const LOG_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** What Lambda does in a VPC; as AWS's managed policy has it, which allows to write every log besides. */
const VPC_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** The log group of a function that was given none: what it holds goes after 30 days, or as `logRetention` says. */
export function functionLogGroup(
  scope: Construct,
  { logRetention = RetentionDays.ONE_MONTH, logRemovalPolicy }: FunctionOptions,
): LogGroup {
  return new LogGroup(scope, 'LogGroup', {
    retention: logRetention,
    ...(logRemovalPolicy !== undefined && { removalPolicy: logRemovalPolicy }),
  });
}

/** A role that may write this log, and no other. In CDK's own one are managed policies, which may write all. */
export function executionRole(scope: Construct, logGroup: FunctionLogGroup, options: FunctionOptions): Role {
  const inVpc = new PolicyStatement({ actions: VPC_ACTIONS, resources: ['*'] });
  const isDurable = 'durableConfig' in options && options.durableConfig !== undefined;
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      log: new PolicyDocument({ statements: [logStatement(logGroup)] }),
      ...(options.vpc !== undefined && { vpc: new PolicyDocument({ statements: [inVpc] }) }),
    },
    ...(isDurable && {
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicDurableExecutionRolePolicy'),
      ],
    }),
  });
}

/** For a function whose role is somebody's own: it may be allowed to write another log only. */
export function allowToLog(target: LambdaFunction, logGroup: FunctionLogGroup): void {
  target.addToRolePolicy(logStatement(logGroup));
}

function logStatement(logGroup: FunctionLogGroup): PolicyStatement {
  return new PolicyStatement({ actions: LOG_ACTIONS, resources: arnsOf(logGroup) });
}

/** The ARN of what CDK's own log groups are ends with that of all their streams; others are known by a reference. */
function arnsOf(logGroup: FunctionLogGroup): string[] {
  if (isLogGroup(logGroup)) return [logGroup.logGroupArn];
  const { logGroupArn } = logGroup.logGroupRef;
  return [logGroupArn, `${logGroupArn}:*`];
}

function isLogGroup(logGroup: FunctionLogGroup): logGroup is ILogGroup & FunctionLogGroup {
  return 'logGroupArn' in logGroup;
}

import { join } from 'node:path';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type EventSourceMapping,
  Function as LambdaFunction,
  Runtime,
  RuntimeFamily,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Duration, Names, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BuiltFunction } from '../deploy/build/build-function.js';
import { DEFAULT_RUNTIME } from '../deploy/runtimes.js';
import { ConfigurationError } from '../errors.js';
import type { Manifest } from '../manifest.js';
import { buildEntry } from './build-entry.js';
import { doubtsOf, problemsOf } from './check-stream.js';
import { checkTables } from './check-tables.js';
import { allowToLog, executionRole, functionLogGroup } from './execution-role.js';
import { failureQueue, standard, toArn, toQueue } from './failure-destination.js';
import { heardStreams } from './heard-streams.js';
import { mapStreams } from './map-streams.js';
import type { StreamFunctionProps } from './stream-function-props.js';

/**
 * A Lambda function with the handlers of a module, and all that follows from their decorators: the bundle, an event source
 * mapping for each table with its filters, a queue for what is given up, the permissions to read those streams, and a log
 * group, which is the only one that the function may write.
 *
 * How Lambda reads a stream is said in the code, as `eventSource` of `bootstrap`. The function runs on arm64 and Node.js
 * 24, for 30 seconds and with 512 MB, and its log is kept for 30 days, unless the options say otherwise.
 *
 * @throws ConfigurationError where the module cannot be built, or its handlers hear other tables than are given. That a
 * table's stream has too little for its handlers, or its name is another one, is found when the app is synthesized.
 * @example
 * ```ts
 * const orders = new dynamodb.Table(stack, 'Orders', {
 *   partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
 *   stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
 * });
 * const mailer = new StreamFunction(stack, 'Mailer', {
 *   entry: 'src/mailer.ts', // its table is process.env.ORDERS_TABLE
 *   tables: { Orders: orders },
 *   environment: { ORDERS_TABLE: orders.tableName },
 * });
 * identity.grantSendEmail(mailer);
 * ```
 */
export class StreamFunction extends Construct implements IGrantable, IConnectable {
  readonly function: LambdaFunction;
  /** What the decorators say. */
  readonly manifest: Manifest;
  /** By the keys of `tables`. */
  readonly eventSourceMappings: Readonly<Record<string, EventSourceMapping>>;
  /** Hears of the batches that Lambda gives up, unless something else does. */
  readonly failureQueue?: Queue;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: StreamFunctionProps) {
    super(scope, id);
    try {
      checkTables(props.tables, this);
      const { entry, tables: _tables, onFailure, bundleSdk = false, environment = {}, ...rest } = props;
      const { logRetention: _retention, logRemovalPolicy: _policy, ...unlogged } = rest;
      const built = buildEntry({ entry, outDir: outDirOf(this), bundleSdk, environment });
      const { manifest } = built;
      const heard = heardStreams(manifest.sources, props, this);

      this.manifest = manifest;
      const own = rest.logGroup === undefined ? functionLogGroup(this, rest) : undefined;
      const logGroup = own ?? rest.logGroup;
      // With a log group, CDK refuses a retention of its own.
      const options = own === undefined ? rest : unlogged;
      const role = rest.role ?? (logGroup && executionRole(this, logGroup, rest));
      this.function = new LambdaFunction(this, 'Function', {
        // Not a constant of CDK's, which older versions lack.
        runtime: new Runtime(DEFAULT_RUNTIME, RuntimeFamily.NODEJS),
        architecture: Architecture.ARM_64,
        memorySize: 512,
        timeout: Duration.seconds(30),
        ...options,
        ...(logGroup && { logGroup }),
        ...(role && { role }),
        environment: { NODE_OPTIONS: '--enable-source-maps', ...environment },
        code: Code.fromAsset(built.zip),
        handler: built.handler,
      });
      this.node.defaultChild = this.function.node.defaultChild;
      this.grantPrincipal = this.function.grantPrincipal;
      if (rest.role !== undefined && logGroup !== undefined) allowToLog(this.function, logGroup);

      const { onFailureDestinationArn: arn } = manifest.eventSource;
      let destination = onFailure ?? (arn === undefined ? undefined : toArn(arn));
      if (destination === undefined) {
        this.failureQueue = failureQueue(this);
        destination = toQueue(this.failureQueue);
      }
      this.eventSourceMappings = mapStreams(heard, this.function, standard(destination, this), this);

      this.node.addValidation({ validate: () => heard.flatMap(problemsOf) });
      for (const doubt of heard.flatMap(doubtsOf)) Annotations.of(this).addWarningV2('onstream:generatedName', doubt);
      warn(this, built);
    } catch (error) {
      // What was wrong is wherever this was called.
      if (error instanceof ConfigurationError) Error.captureStackTrace(error, StreamFunction);
      throw error;
    }
  }

  /** Of a function in a VPC. */
  get connections(): Connections {
    return this.function.connections;
  }
}

/** Where the bundle and the manifest are kept: with all else that the app makes. */
function outDirOf(scope: Construct): string {
  const stage = Stage.of(scope);
  if (stage === undefined) throw new ConfigurationError(`${scope.node.path}: found no App or Stage that it is in`);
  return join(stage.assetOutdir, 'onstream', Names.uniqueId(scope));
}

/** Shows what may not be meant when the app is synthesized; whoever means it can acknowledge it, as CDK's warnings are. */
function warn(scope: Construct, { warnings, manifest }: BuiltFunction): void {
  const annotations = Annotations.of(scope);
  warnings.forEach((warning, index) => {
    annotations.addWarningV2(`onstream:build${index || ''}`, warning);
  });
  const { maximumRetryAttempts = -1, maximumRecordAgeInSeconds = -1 } = manifest.eventSource;
  if (maximumRetryAttempts === -1 && maximumRecordAgeInSeconds === -1)
    annotations.addWarningV2(
      'onstream:endlessRetries',
      'A batch that fails is retried until its records expire, and those behind them wait. Set ' +
        'maximumRetryAttempts or maximumRecordAgeInSeconds in the eventSource of bootstrap to give it up before.',
    );
}

// The construct takes CDK's own classes and interfaces, also with `exactOptionalPropertyTypes`, and a function's options.
import type { ITable, ITableV2, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { StreamFunction } from '../../lib/cdk/index.js';

declare const scope: Construct;
declare const made: { table: Table; tableV2: TableV2; stream: Stream };
declare const imported: { table: ITable; tableV2: ITableV2; stream: IStream };
declare const queue: Queue;

const entry = 'src/orders.ts';

export const ofAll: IGrantable = new StreamFunction(scope, 'Made', { entry, tables: { ...made } });
export const ofImported = new StreamFunction(scope, 'Imported', {
  entry,
  tables: imported,
  timeout: Duration.minutes(1),
});
export const toQueue = new StreamFunction(scope, 'Queue', { entry, tables: made, onFailure: new SqsDlq(queue) });

// @ts-expect-error The tables have to be given.
export const withoutTables = new StreamFunction(scope, 'None', { entry });

// @ts-expect-error A queue is no table.
export const ofQueue = new StreamFunction(scope, 'Wrong', { entry, tables: { Orders: queue } });

// @ts-expect-error The handler is what the build makes.
export const withHandler = new StreamFunction(scope, 'Handler', { entry, tables: made, handler: 'index.main' });

// @ts-expect-error Of asynchronous invocations, which a stream's are not.
export const asynchronous = new StreamFunction(scope, 'Async', { entry, tables: made, retryAttempts: 2 });

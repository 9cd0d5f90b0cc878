/** An API that keeps items in a table, and two functions that hear what becomes of them. */
import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { StreamFunction } from 'onstream/cdk';

export class ItemApiStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const changes = new Stream(this, 'Changes', { streamMode: StreamMode.ON_DEMAND });
    const items = new Table(this, 'Items', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      kinesisStream: changes,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // CloudFormation makes the table's name up, and every function takes it from here.
    const environment = { TABLE: items.tableName };

    const put = this.apiFunction('Put', 'put.ts', environment);
    items.grant(put, 'dynamodb:PutItem');
    const get = this.apiFunction('Get', 'get.ts', environment);
    items.grant(get, 'dynamodb:GetItem');

    const api = new RestApi(this, 'Api', { cloudWatchRole: false });
    const resource = api.root.addResource('items');
    resource.addMethod('PUT', new LambdaIntegration(put));
    resource.addResource('{id}').addMethod('GET', new LambdaIntegration(get));

    new StreamFunction(this, 'Stock', {
      entry: join(__dirname, 'stock.ts'),
      tables: { [items.tableName]: items },
      environment,
    });
    new StreamFunction(this, 'Prices', {
      entry: join(__dirname, 'prices.ts'),
      tables: { [items.tableName]: changes },
      environment,
    });
  }

  private apiFunction(id: string, file: string, environment: Record<string, string>): NodejsFunction {
    return new NodejsFunction(this, id, {
      entry: join(__dirname, file),
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      bundling: { sourceMap: true, logLevel: LogLevel.ERROR },
      environment: { NODE_OPTIONS: '--enable-source-maps', ...environment },
    });
  }
}

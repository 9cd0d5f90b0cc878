import { expect } from 'chai';
import { consumer } from './installed.js';

const PACKAGES = ['aws-cdk-lib', 'constructs', 'esbuild', 'fflate'];

/** Synthesizes an app whose handlers, their build and the construct are all of the installed package. */
const SYNTHESIZE = `
function synthesize({ App, Stack }, { Table, AttributeType, StreamViewType }, { StreamFunction }) {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Shop');
  const orders = new Table(stack, 'Orders', {
    tableName: 'Orders',
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
  });
  new StreamFunction(stack, 'Handlers', { entry: 'orders.mjs', tables: { Orders: orders } });
  const { Resources } = stack.node.root.synth().getStackByName('Shop').template;
  console.log(JSON.stringify(Object.values(Resources).map(({ Type }) => Type).sort()));
}
`;

const RESOURCES = [
  'AWS::DynamoDB::Table',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

describe('the CDK construct of the installed package', () => {
  before(() => {
    for (const name of PACKAGES) consumer.link(name);
    consumer.write(
      'orders.mjs',
      `import { bootstrap, stream } from 'onstream';
      export const handler = bootstrap(stream({ table: 'Orders' }).onInsert(() => {}), {
        eventSource: { maximumRetryAttempts: 3 },
      });`,
    );
  });
  after(() => {
    for (const name of PACKAGES) consumer.unlink(name);
  });

  it('works where it is imported', async () => {
    consumer.write(
      'app.mjs',
      `import * as core from 'aws-cdk-lib';
      import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
      import * as cdk from 'onstream/cdk';
      ${SYNTHESIZE}
      synthesize(core, dynamodb, cdk);`,
    );
    expect(await consumer.node('app.mjs')).to.deep.equal(RESOURCES);
  });

  it('works where it is required', async () => {
    consumer.write(
      'app.cjs',
      `${SYNTHESIZE}
      synthesize(require('aws-cdk-lib'), require('aws-cdk-lib/aws-dynamodb'), require('onstream/cdk'));`,
    );
    expect(await consumer.node('app.cjs')).to.deep.equal(RESOURCES);
  });
});

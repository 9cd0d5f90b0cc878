import { expect } from 'chai';
import { HANDLERS, RESOURCES, SYNTHESIZE } from './cdk-app.js';
import { consumer } from './installed.js';

const PACKAGES = ['aws-cdk-lib', 'constructs', 'esbuild', 'fflate'];

describe('the CDK construct of the installed package', () => {
  before(() => {
    for (const name of PACKAGES) consumer.link(name);
    consumer.write('orders.mjs', HANDLERS);
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

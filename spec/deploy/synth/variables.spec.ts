import { expect } from 'chai';
import { FORMATS } from '../../../lib/deploy/synth/format.js';
import { synthesize } from '../../../lib/deploy/synth/synthesize.js';
import { included, synthesized } from './included.js';
import { ordersManifest, STREAM_ARN } from './orders.js';

const environment = { ORDERS_TABLE: 'Orders', STAGE: 'prod' };

describe('environment variables', () => {
  for (const format of FORMATS) {
    it(`that name a table refer to the one that the template defines, for ${format}`, async () => {
      const text = await synthesized(ordersManifest(), { format, environment });
      expect(text).to.match(
        format === 'terraform'
          ? /ORDERS_TABLE = aws_dynamodb_table\.orders\.name\n +STAGE += "prod"/
          : /ORDERS_TABLE: !Ref OrdersTable\n +STAGE: prod/,
      );
      expect(text).to.match(/# The handlers may take the name of their table from ORDERS_TABLE:/);
      expect(text).to.match(/NODE_OPTIONS/);
    });

    it(`that name a table which exists have its name, for ${format}`, async () => {
      const tables = [{ table: 'Orders', resource: STREAM_ARN }];
      const text = await synthesized(ordersManifest(), { format, environment, tables });
      expect(text).to.match(/ORDERS_TABLE(: | = ")Orders"?$/m);
    });
  }

  it("are taken by AWS's own code", async () => {
    const { template, unknown } = await included(ordersManifest(), { environment });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { NODE_OPTIONS: '--enable-source-maps', ORDERS_TABLE: { Ref: 'OrdersTable' }, STAGE: 'prod' },
      },
    });
    expect(unknown).to.deep.equal({});
  });

  it("keep what looks like one of the Serverless Framework's own", async () => {
    const value = '$'.concat('{self:service}');
    const text = await synthesized(ordersManifest(), { format: 'serverless', environment: { TEXT: value } });
    expect(text).to.include(`TEXT: \\${value}`);
  });

  for (const [what, variables, message] of [
    ['whose name Lambda does not take', { '1X': 'Orders' }, 'synthesize.environment: found "1X", expected a name'],
    ['without a text', { COUNT: 5 }, 'synthesize.environment.COUNT: found 5, expected a text'],
  ] as const) {
    it(`are refused ${what}`, async () => {
      const options = { format: 'sam', name: 'orders', environment: Object(variables) } as const;
      const error: unknown = await synthesize(ordersManifest(), options).catch((thrown) => thrown);
      expect(Object(error).message).to.include(message);
    });
  }
});

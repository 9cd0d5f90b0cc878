import { expect } from 'chai';
import { bootstrap, OnInsert, Table } from '../../lib/index.js';
import { AwsStandIn, mapping, streamArn, table } from './aws-stand-in.js';
import { Workplace } from './workplace.js';

const HANDLERS = `
import { bootstrap, OnInsert, Table } from 'onstream';

@Table(() => process.env.ORDERS_TABLE)
class OrderHandlers {
  @OnInsert confirm() {}
}

export const handler = bootstrap(OrderHandlers, { reportBatchItemFailures: true });
`;

@Table('orders-prod')
class OrderHandlers {
  @OnInsert confirm() {}
}

const FilterCriteria = bootstrap(OrderHandlers).manifest.sources[0]?.filterCriteria;
const SECRET = 'a-password-that-nobody-may-see';

describe('onstream doctor, with handlers that take the name of their table from the environment', () => {
  let place: Workplace;
  let aws: AwsStandIn;
  beforeEach(async () => {
    place = new Workplace().save('orders.ts', HANDLERS);
    aws = await new AwsStandIn().start();
    aws.mappings = [mapping('orders-prod', { FilterCriteria })];
    aws.tables = [table('orders-prod')];
  });
  afterEach(async () => {
    aws.stop();
    await place.close();
  });

  function deploy(Environment: object | undefined): void {
    aws.functions = { orders: { ...aws.functions.orders, Environment } };
  }

  function doctor(env: Readonly<Record<string, string | undefined>> = {}) {
    return place.run(['doctor', 'orders.ts', '--function', 'orders', '--endpoint', aws.endpoint], {
      env: { AWS_MAX_ATTEMPTS: '1', ORDERS_TABLE: undefined, ...env },
    });
  }

  it("uses the deployed function's variables, and prints none of their values", async () => {
    deploy({ Variables: { ORDERS_TABLE: 'orders-prod', PASSWORD: SECRET } });
    for (const shell of [undefined, 'orders-dev']) {
      const { code, stdout, stderr } = await doctor({ ORDERS_TABLE: shell });
      expect(stdout).to.equal('orders-prod\n  ✓ as the code needs it\n\nNothing that is deployed loses data.\n');
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    }
  });

  it('prints none of their values where the handlers fail to load, or something differs', async () => {
    deploy({ Variables: { PASSWORD: SECRET } });
    const failed = await doctor();
    expect(failed.code).to.equal(1);
    expect(failed.stderr).to.include('OrderHandlers: @Table: found undefined');
    aws.mappings = [];
    deploy({ Variables: { ORDERS_TABLE: 'orders-prod', PASSWORD: SECRET } });
    const differing = await doctor();
    expect(differing.code).to.equal(1);
    for (const { stdout, stderr } of [failed, differing]) expect(stdout + stderr).to.not.include(SECRET);
  });

  it('reports that no region is known, and not the variables that only the function has', async () => {
    const { code, stderr } = await place.run(['doctor', 'orders.ts', '--function', 'orders']);
    expect(stderr).to.equal('No region is known: give --region, or set AWS_REGION.\n');
    expect(code).to.equal(1);
  });

  it('reports what is wrong with the sources before that no region is known', async () => {
    place.save('orders.ts', 'export const handler = ;');
    const { code, stderr } = await place.run(['doctor', 'orders.ts', '--function', 'orders']);
    expect(stderr).to.include('orders.ts:1:24').and.not.include('region');
    expect(code).to.equal(1);
  });

  it("tells where the shell's variable names a table, and the function has none", async () => {
    deploy(undefined);
    const { code, stdout } = await doctor({ ORDERS_TABLE: 'orders-prod' });
    expect(stdout).to.match(/^orders-prod\n {2}! warning: environment: no variable ORDERS_TABLE; /);
    expect(code).to.equal(0);
  });

  it('tells where its environment cannot be read, and goes on with that of the shell', async () => {
    deploy({ Error: { ErrorCode: 'KMSAccessDeniedException', Message: 'no' } });
    const { code, stdout } = await doctor({ ORDERS_TABLE: 'orders-prod' });
    expect(stdout).to.include('! warning: access: an environment that cannot be read (KMSAccessDeniedException: no)');
    expect(stdout).to.match(/\nNothing that could be read loses data, 1 warning\.\n$/);
    expect(code).to.equal(0);
  });

  it('goes on with the stream where its table cannot be described', async () => {
    deploy({ Variables: { ORDERS_TABLE: 'orders-prod' } });
    aws.refusals = {
      'POST DynamoDB_20120810.DescribeTable': { status: 400, type: 'AccessDeniedException', message: 'not yours' },
    };
    aws.streams = { [streamArn('orders-prod')]: { StreamStatus: 'ENABLED', StreamViewType: 'KEYS_ONLY' } };
    const { code, stdout } = await doctor();
    expect(stdout).to.match(/✗ loses data: view type: KEYS_ONLY; the code needs NEW_IMAGE\./);
    expect(stdout).to.match(/! warning: access: what could not be read \(AccessDeniedException: not yours\)/);
    expect(code).to.equal(1);
  });
});

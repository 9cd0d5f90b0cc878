import { expect } from 'chai';
import type { FilterCriteria } from '../../lib/event-source/filters/derive-filters.js';
import { bootstrap, OnInsert, OnModify, Table } from '../../lib/index.js';
import { AwsStandIn, mapping, streamArn, table } from './aws-stand-in.js';
import { Workplace } from './workplace.js';

const HANDLERS = `
import { bootstrap, OnInsert, OnModify, Table } from 'onstream';

console.log('loading');

@Table('Orders')
class OrderHandlers {
  @OnInsert confirm() {}
  @OnModify pay() {}
}

@Table('Users')
class UserHandlers {
  @OnInsert welcome() {}
}

export const handler = bootstrap([OrderHandlers, UserHandlers], { reportBatchItemFailures: true });
`;

@Table('Orders')
class OrderHandlers {
  @OnInsert confirm() {}
  @OnModify pay() {}
}

@Table('Users')
class UserHandlers {
  @OnInsert welcome() {}
}

/** What is derived for each of the two tables. */
const [ofOrders, ofUsers] = bootstrap([OrderHandlers, UserHandlers]).manifest.sources.map(
  (source) => source.filterCriteria,
);

function patterns(criteria: FilterCriteria | undefined): string {
  return String(criteria?.Filters.map(({ Pattern }) => Pattern).join(' or '));
}

describe('onstream doctor', () => {
  let place: Workplace;
  let aws: AwsStandIn;
  beforeEach(async () => {
    place = new Workplace().save('orders.ts', HANDLERS);
    aws = await new AwsStandIn().start();
    aws.mappings = [mapping('Orders', { FilterCriteria: ofOrders }), mapping('Users', { FilterCriteria: ofUsers })];
    aws.tables = [table('Orders'), table('Users')];
  });
  afterEach(async () => {
    aws.stop();
    await place.close();
  });

  const ENVIRONMENT = {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };

  function doctor(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
    return place.run(['doctor', 'orders.ts', ...args], { env: { ...ENVIRONMENT, ...env } });
  }

  it('finds nothing where what is deployed is what the handlers need', async () => {
    const { code, stdout, stderr } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
    expect(stdout).to.equal(
      'Orders\n  ✓ as the code needs it\n\nUsers\n  ✓ as the code needs it\n\nNothing that is deployed loses data.\n',
    );
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: 'loading\n' });
  });

  it('asks what runs on this machine without credentials and region', async () => {
    const nobody = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_REGION: undefined,
      HOME: place.folder,
    };
    const { code, stdout } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint], nobody);
    expect(stdout).to.match(/Nothing that is deployed loses data\.\n$/);
    expect(code).to.equal(0);
  });

  it('only reads', async () => {
    await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
    expect(aws.asked).to.deep.equal([
      'GET /2015-03-31/functions/orders/configuration',
      'GET /2015-03-31/event-source-mappings',
      'GET /2015-03-31/event-source-mappings',
      'POST DynamoDB_20120810.DescribeTable',
      'POST DynamoDB_20120810.DescribeTable',
    ]);
  });

  it('takes the endpoint of the environment, and the region of an ARN', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
    aws.functions = { [arn]: Object(aws.functions.orders) };
    const { code, stdout } = await doctor(['--function', arn], {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: undefined,
    });
    expect(stdout).to.match(/Nothing that is deployed loses data\.\n$/);
    expect(code).to.equal(0);
  });

  it('tells each difference in a line, by table, and exits with 1 where one loses data', async () => {
    aws.mappings = [
      mapping('Orders', { FilterCriteria: ofUsers, FunctionResponseTypes: [], DestinationConfig: {} }),
      mapping('Parcels'),
    ];
    aws.tables = [
      table('Orders', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }),
      table('Parcels'),
    ];
    const { code, stdout } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
    expect(stdout).to.equal(
      [
        'Orders',
        '  ✗ loses data: view type: KEYS_ONLY; the code needs NEW_AND_OLD_IMAGES. Handlers fail on the images that are ' +
          'missing. A view type cannot be changed: turn the stream off and on anew.',
        `  ✗ loses data: filters: ${patterns(ofUsers)}; the code needs ${patterns(ofOrders)}. They are ` +
          'stale, and may keep records from handlers that want them. Deploy the derived filters, such as onstream synth ' +
          'writes them.',
        '  ✗ loses data: response types: none; the code needs ReportBatchItemFailures. Lambda takes a batch with failures ' +
          'for a success: set FunctionResponseTypes, or leave reportBatchItemFailures out.',
        '  ✗ loses data: failure destination: none, and batches are given up after 10 retries; the code needs a queue, a ' +
          'topic or a bucket. What is given up vanishes. Set DestinationConfig.OnFailure, and allow the function to write ' +
          'to it.',
        '',
        'Users',
        '  ✗ loses data: mapping: none; the code needs one of its stream, with NEW_IMAGE. Deploy one, such as onstream ' +
          'synth writes it. If it is that of an alias: --function name:alias.',
        '',
        'Parcels',
        `  ! warning: mapping: ${streamArn('Parcels')}; the code needs no mapping of it. No handler hears it, so each of ` +
          'its invocations is for nothing: delete it.',
        '',
        '5 of these would lose data, 1 warning.',
        '',
      ].join('\n'),
    );
    expect(code).to.equal(1);
  });

  it('exits with 0 where nothing is worse than a warning', async () => {
    aws.mappings = aws.mappings.map((one) => ({ ...one, MaximumRetryAttempts: -1 }));
    const { code, stdout } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
    expect(stdout).to.match(
      / {2}! warning: retries: without end; .*\n\nNothing that is deployed loses data, 2 warnings\.\n$/,
    );
    expect(code).to.equal(0);
  });

  it('tells the findings as JSON with --json', async () => {
    aws.mappings = [mapping('Orders', { State: 'Disabled', FilterCriteria: ofOrders })];
    const { code, stdout } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint, '--json']);
    const { findings, ...rest } = JSON.parse(stdout);
    expect(rest).to.deep.equal({ function: 'orders', losesData: true });
    expect(findings.map(Object.keys)).to.deep.equal(
      Array(2).fill(['severity', 'check', 'deployed', 'needed', 'advice', 'table']),
    );
    expect(findings[0]).to.include({ severity: 'loses data', table: 'Orders', check: 'state' });
    expect(code).to.equal(1);
  });

  it('asks for encrypted filters one by one', async () => {
    aws.mappings = aws.mappings.map((one) => ({ ...one, KMSKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1' }));
    const { code, stdout } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
    expect(stdout).to.match(/^Orders\n {2}✓/);
    expect(code).to.equal(0);
    expect(aws.asked.filter((one) => /event-source-mappings\/91eaeb7e/.test(one))).to.have.length(2);
  });

  it('looks at the mappings of an alias', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live';
    aws.functions = { 'orders:live': { FunctionName: 'orders', FunctionArn: arn, Runtime: 'nodejs24.x' } };
    aws.mappings = aws.mappings.map((one) => ({ ...one, FunctionArn: arn }));
    const { code, stdout } = await doctor(['--function', 'orders:live', '--endpoint', aws.endpoint]);
    expect(stdout).to.match(/Nothing that is deployed loses data\.\n$/);
    expect(code).to.equal(0);
  });

  it('tells where a table is no more', async () => {
    aws.tables = [table('Users')];
    const { code, stdout } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
    expect(stdout).to.include(
      '✗ loses data: stream: there is no such table; the code needs its stream, with NEW_AND_OLD',
    );
    expect(code).to.equal(1);
  });

  describe('says in a sentence, with exit code 1, that', () => {
    it('there is no such function', async () => {
      const { code, stdout, stderr } = await doctor(['--function', 'nobody', '--endpoint', aws.endpoint]);
      expect(stderr.replace('loading\n', '')).to.equal(
        'There is no function nobody here: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody\n',
      );
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });

    it('access is denied', async () => {
      const message = 'User: nobody is not authorized to perform: lambda:GetFunctionConfiguration.';
      aws.refusal = { status: 403, type: 'AccessDeniedException', message };
      const { code, stderr } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
      expect(stderr.replace('loading\n', '')).to.equal(
        `AccessDeniedException: ${message} It needs lambda:GetFunctionConfiguration, ` +
          'lambda:ListEventSourceMappings, lambda:GetEventSourceMapping, dynamodb:DescribeTable.\n',
      );
      expect(code).to.equal(1);
    });

    it('credentials are not valid', async () => {
      const message = 'The security token included in the request is invalid.';
      aws.refusal = { status: 403, type: 'UnrecognizedClientException', message };
      const { stderr } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
      expect(stderr.replace('loading\n', '')).to.equal(
        `UnrecognizedClientException: ${message} AWS does not accept the credentials: sign in again, or set AWS_PROFILE, or ` +
          'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
      );
    });

    it('there are no credentials', async () => {
      const nobody = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: place.folder };
      const { code, stderr } = await doctor(['--function', 'orders'], nobody);
      expect(stderr).to.match(/^No AWS credentials were found: .* Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and .*\.\n$/m);
      expect(code).to.equal(1);
    });

    it('no region is known', async () => {
      const { stderr } = await doctor(['--function', 'orders'], { AWS_REGION: undefined, HOME: place.folder });
      expect(stderr).to.match(/^No region is known: give --region, or set AWS_REGION\.\n$/m);
    });

    it('nothing answers', async () => {
      const { endpoint } = aws;
      aws.stop();
      const { stderr } = await doctor(['--function', 'orders', '--endpoint', endpoint]);
      expect(stderr.replace('loading\n', '')).to.match(new RegExp(`^${endpoint} does not answer: .*ECONNREFUSED.*\n$`));
    });

    it('what answers is not AWS', async () => {
      aws.refusal = { status: 500, type: '', message: 'what?' };
      const { stderr } = await doctor(['--function', 'orders', '--endpoint', aws.endpoint]);
      expect(stderr.replace('loading\n', '')).to.match(/^\w+: what\?\n$/);
    });
  });

  for (const [args, message] of [
    [
      ['orders.ts'],
      'onstream doctor: found no --function, expected --function <name>\n\nUsage: onstream doctor <file>',
    ],
    [['--function', 'orders'], 'onstream doctor: found no file, expected one file\n\nUsage: onstream doctor <file>'],
    [
      ['orders.ts', '--function', 'orders', '--endpoint', 'here'],
      '--endpoint: found "here", expected a URL such as http://localhost:4566\n',
    ],
    [
      ['orders.ts', '--name', 'orders'],
      'onstream doctor has no option --name.\n\nAll options: onstream doctor --help\n',
    ],
  ] as const) {
    it(`is refused with exit code 2: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await place.run(['doctor', ...args], { env: ENVIRONMENT });
      expect(stderr.startsWith(message), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    });
  }
});

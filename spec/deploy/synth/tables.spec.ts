import { expect } from 'chai';
import type { Format } from '../../../lib/deploy/synth/format.js';
import type { SynthOptions, TableOption } from '../../../lib/deploy/synth/options.js';
import { synthesize } from '../../../lib/deploy/synth/synthesize.js';
import { ConfigurationError } from '../../../lib/errors.js';
import type { Manifest } from '../../../lib/manifest.js';
import { synthesized } from './included.js';
import { CONFIRM, INSERTS, KINESIS_ARN, manifestOf, ordersManifest, STREAM_ARN, source } from './orders.js';

const EXPRESSION = manifestOf([{ ...CONFIRM, table: '/^Orders-/' }], [source([INSERTS], { table: '/^Orders-/' })]);

const { table: _, ...everyTable } = source([INSERTS]);
const EVERY_TABLE = manifestOf([{ id: 'Audit.all', eventNames: ['INSERT'] }], [everyTable]);

const ORDERS_EU = STREAM_ARN.replace('Orders', 'Orders-eu');
const ORDERS_US = STREAM_ARN.replace('Orders', 'Orders-us');

/** The message of what is refused. */
async function refusal(manifest: Manifest, options: Partial<SynthOptions>): Promise<string> {
  try {
    await synthesize(manifest, { format: 'cloudformation', name: 'orders', ...options });
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigurationError);
    return Object(error).message;
  }
  return expect.fail('it was expected to be refused');
}

function told(...tables: TableOption[]): Partial<SynthOptions> {
  return { tables };
}

describe('the tables of a template', () => {
  it('are each one of those that a regular expression is told to be about', async () => {
    const options = told({ table: '/^Orders-/', resource: ORDERS_EU }, { table: '/^Orders-/', resource: ORDERS_US });
    const text = await synthesized(EXPRESSION, { format: 'cloudformation', ...options });
    expect(text.match(/EventSourceArn: .*/g)).to.deep.equal([
      `EventSourceArn: ${ORDERS_EU}`,
      `EventSourceArn: ${ORDERS_US}`,
    ]);
  });

  it('may be told by name where a regular expression matches it', async () => {
    const text = await synthesized(EXPRESSION, {
      format: 'cloudformation',
      ...told({ table: 'Orders-eu', resource: 'Eu' }),
    });
    expect(text).to.include('TableName: Orders-eu').and.to.include('EventSourceArn: !GetAtt Eu.StreamArn');
  });

  it('have the stream that an expression was told, once, where handlers name one of them', async () => {
    const manifest = manifestOf(EXPRESSION.routes, [
      source([INSERTS], { table: 'Orders-eu' }),
      source([INSERTS], { table: '/^Orders-/' }),
    ]);
    const eu = { table: '/^Orders-/', resource: ORDERS_EU };
    const us = { table: '/^Orders-/', resource: ORDERS_US };
    for (const [tables, arns] of [
      [[eu], [ORDERS_EU]],
      [
        [us, eu],
        [ORDERS_EU, ORDERS_US],
      ],
    ] as const) {
      const text = await synthesized(manifest, { format: 'cloudformation', tables });
      expect(text.match(/EventSourceArn: .*/g)).to.deep.equal(arns.map((arn) => `EventSourceArn: ${arn}`));
      expect(text).to.not.include('AWS::DynamoDB::Table');
    }
    expect(await refusal(manifest, told(eu, { table: 'Orders-eu', resource: 'Eu' }))).to.equal(
      '--table Orders-eu: found Orders-eu twice, expected it once',
    );
  });

  it('are told with * where handlers hear every table', async () => {
    const text = await synthesized(EVERY_TABLE, {
      format: 'cloudformation',
      ...told({ table: '*', resource: STREAM_ARN }),
    });
    expect(text).to.include(`EventSourceArn: ${STREAM_ARN}`);
  });

  for (const [format, setting] of [
    ['cloudformation', 'TimeToLiveSpecification'],
    ['terraform', 'a ttl block'],
  ] as const) {
    it(`tell what expiry needs where handlers hear of it, for ${format}`, async () => {
      const expired = { ...CONFIRM, id: 'OrderHandlers.expired', patterns: { by: 'ttl' } };
      const text = await synthesized(manifestOf([CONFIRM, expired], [source([INSERTS])]), { format });
      expect(text.replace(/\n# +|\n +# /g, ' ')).to.include(
        `OrderHandlers.expired: to hear of expired items, add ${setting} with`,
      );
      expect(await synthesized(ordersManifest(), { format })).to.not.include('expired items');
    });

    it(`tell that a Kinesis data stream keeps no order, for ${format}`, async () => {
      const text = await synthesized(ordersManifest(), { format, kinesis: ['Orders'] });
      expect(text).to.match(
        /# Gets the changes of Orders\. Unlike a DynamoDB stream, it may have them in another order/,
      );
    });
  }

  it('may be anywhere in the Terraform module', async () => {
    for (const address of [
      'aws_dynamodb_table.orders',
      'data.aws_dynamodb_table.orders',
      'aws_dynamodb_table.all["a"]',
    ]) {
      const text = await synthesized(ordersManifest(), {
        format: 'terraform',
        ...told({ table: 'Orders', resource: address }),
      });
      expect(text).to.include(`event_source_arn = ${address}.stream_arn`);
      expect(text).to.not.include('resource "aws_dynamodb_table"');
    }
  });

  for (const [what, manifest, options, ...parts] of [
    [
      'a name that no handler hears, saying which they hear',
      ordersManifest(),
      told({ table: 'Typo', resource: 'x' }),
      '--table Typo: found no handler that hears this table, expected one of Orders',
    ],
    [
      'a Kinesis data stream for a name that no handler hears',
      ordersManifest(),
      { kinesis: ['Typo'] },
      '--kinesis Typo: found no handler',
    ],
    [
      'a regular expression that is none',
      EXPRESSION,
      told({ table: '/(/', resource: STREAM_ARN }),
      '--table /(/: found no handler that hears this table, expected one of /^Orders-/',
    ],
    [
      'a regular expression that is not told',
      EXPRESSION,
      {},
      'the tables /^Orders-/',
      "--table '/^Orders-/=<stream ARN>'",
    ],
    ['handlers of every table that are not told', EVERY_TABLE, {}, 'hear every table', "--table '*=<stream ARN>'"],
    [
      'a logical id for a regular expression',
      EXPRESSION,
      told({ table: '/^Orders-/', resource: 'Orders' }),
      'which tables there are cannot be known',
    ],
    [
      'the ARN of a table, saying how to find that of its stream',
      ordersManifest(),
      told({ table: 'Orders', resource: 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders' }),
      'aws dynamodb describe-table --table-name Orders --query Table.LatestStreamArn',
    ],
    [
      'the ARN of something else',
      ordersManifest(),
      told({ table: 'Orders', resource: 'arn:aws:sqs:eu-west-1:123456789012:Orders' }),
      'expected the ARN of a DynamoDB stream',
    ],
    [
      'the stream of another table, whose records the handlers would skip',
      ordersManifest(),
      told({ table: 'Orders', resource: STREAM_ARN.replace('Orders', 'Customers') }),
      'found the stream of the table Customers, expected one of Orders',
    ],
    [
      'the stream of a table that the regular expression does not match',
      EXPRESSION,
      told({ table: '/^Orders-/', resource: STREAM_ARN }),
      'found the stream of the table Orders, expected one of /^Orders-/',
    ],
    [
      'a logical id that CloudFormation refuses',
      ordersManifest(),
      told({ table: 'Orders', resource: 'orders-table' }),
      '--table Orders: found "orders-table", expected a logical id',
    ],
    [
      'a table that is told twice',
      ordersManifest(),
      told({ table: 'Orders', resource: 'A' }, { table: 'Orders', resource: 'B' }),
      '--table Orders: found Orders twice',
    ],
    [
      'a stream that two mappings would read',
      EVERY_TABLE,
      told({ table: 'A', resource: KINESIS_ARN }, { table: 'B', resource: KINESIS_ARN }),
      'the function would get each record twice',
    ],
    [
      'a Kinesis data stream for a table that exists',
      ordersManifest(),
      { ...told({ table: 'Orders', resource: STREAM_ARN }), kinesis: ['Orders'] },
      '--kinesis Orders: found --table',
    ],
    [
      'a filter that is longer than Lambda takes',
      manifestOf([CONFIRM], [source([{ eventName: ['x'.repeat(4100)] }])]),
      {},
      'Orders: found a filter of 4118 characters, expected at most 4096',
    ],
    [
      'a format that there is not',
      ordersManifest(),
      { format: 'pulumi' as Format },
      'found "pulumi", expected cloudformation',
    ],
    ['a function name that AWS refuses', ordersManifest(), { functionName: 'my orders' }, 'found "my orders"'],
    [
      'a destination that no mapping has',
      ordersManifest({ onFailureDestinationArn: 'arn:aws:events:eu-west-1:1:bus/x' }),
      {},
      'expected the ARN of an SQS queue, an SNS topic or an S3 bucket',
    ],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const message = await refusal(manifest, options);
      for (const part of parts) expect(message).to.include(part);
    });
  }
});

describe('warnings about a template', () => {
  const warningsOf = async (manifest: Manifest) =>
    (await synthesize(manifest, { format: 'cloudformation', name: 'orders' })).warnings;

  it('name a source whose filters let everything through, and who wants less', async () => {
    const odd = { ...CONFIRM, id: 'OrderHandlers.odd', opaque: true } as const;
    const widened = ['OrderHandlers.odd: a function decides'];
    expect(await warningsOf(manifestOf([odd], [source([], { widened })]))).to.deep.equal([
      'every record of Orders invokes the function, though OrderHandlers.odd wants only some: ' +
        "Lambda's filters cannot say which (OrderHandlers.odd: a function decides)",
    ]);
  });

  it('are none where a handler wants every record, or no filters were asked for', async () => {
    const audit = { id: 'OrderHandlers.audit', eventNames: ['INSERT', 'MODIFY', 'REMOVE'] } as const;
    expect(await warningsOf(manifestOf([CONFIRM, audit], [source([])]))).to.deep.equal([]);
    expect(await warningsOf(manifestOf([CONFIRM], [source([], { eventSource: { filters: 'none' } })]))).to.deep.equal(
      [],
    );
    expect(await warningsOf(ordersManifest())).to.deep.equal([]);
  });
});

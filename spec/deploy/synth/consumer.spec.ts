import { expect } from 'chai';
import { readTemplate } from '../../../lib/loading/template.js';
import { synthesized } from './included.js';
import { CONFIRM, INSERTS, KINESIS_ARN, manifestOf, ordersManifest, SHIPMENTS, source } from './orders.js';

const CONSUMER_ARN = `${KINESIS_ARN}/consumer/mailer:1770000000`;
const AS_CONSUMER = { tables: [{ table: 'Orders', resource: CONSUMER_ARN }] };

const ON_STREAM = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];

/** The statements about Kinesis, and all that reads a stream. */
async function read(format: 'cloudformation' | 'sam' | 'serverless') {
  const template = Object(await readTemplate(await synthesized(ordersManifest(), { format, ...AS_CONSUMER }), format));
  const { OrdersRole, OrdersMapping, OrdersFunction } = (template.resources ?? template).Resources;
  const [policy] = OrdersRole.Properties.Policies;
  const statements: { Action: string[]; Resource: unknown }[] = policy.PolicyDocument.Statement;
  const mapping = {
    cloudformation: () => OrdersMapping.Properties,
    sam: () => OrdersFunction.Properties.Events.OrdersMapping.Properties,
    serverless: () => template.functions.orders.events[0].stream,
  }[format]();
  return { statements: statements.filter(({ Action }) => /^kinesis:/.test(String(Action))), mapping };
}

describe('A consumer of a Kinesis data stream, given as the stream of a table', () => {
  for (const [format, mapped] of [
    ['cloudformation', { EventSourceArn: CONSUMER_ARN }],
    ['sam', { Stream: CONSUMER_ARN }],
    // The framework takes the stream's name from the one, and makes the mapping of the other.
    ['serverless', { type: 'kinesis', arn: KINESIS_ARN, consumer: CONSUMER_ARN }],
  ] as const) {
    it(`is mapped, with SubscribeToShard on it and all else on its stream, in ${format}`, async () => {
      const { statements, mapping } = await read(format);
      expect(mapping).to.deep.include(mapped);
      expect(statements).to.deep.equal([
        { Effect: 'Allow', Action: ON_STREAM, Resource: KINESIS_ARN },
        { Effect: 'Allow', Action: ['kinesis:SubscribeToShard'], Resource: CONSUMER_ARN },
      ]);
    });
  }

  it('is mapped, with SubscribeToShard on it and all else on its stream, in terraform', async () => {
    const text = await synthesized(ordersManifest(), { format: 'terraform', ...AS_CONSUMER });
    expect(text).to.include(`event_source_arn = "${CONSUMER_ARN}"`);
    expect(text.replace(/\s+/g, ' ')).to.include(
      `{ Effect = "Allow" Action = [ ${ON_STREAM.map((one) => `"${one}",`).join(' ')} ] Resource = ["${KINESIS_ARN}"] }, ` +
        `{ Effect = "Allow" Action = ["kinesis:SubscribeToShard"] Resource = [ "${CONSUMER_ARN}", ] },`,
    );
  });

  for (const resource of [`${KINESIS_ARN}/consumer/mailer`, `${KINESIS_ARN}/consumer/`, `${KINESIS_ARN}/x`])
    it(`is refused where its ARN is not whole: ${resource.slice(KINESIS_ARN.length)}`, async () => {
      const tables = [{ table: 'Orders', resource }];
      const error = await synthesized(ordersManifest(), { format: 'sam', tables }).catch((thrown: Error) => thrown);
      expect(error)
        .to.be.an('error')
        .with.property('message')
        .that.includes(`--table Orders: found "${resource}"`)
        .and.includes('/consumer/<name>:<time of its creation>');
    });

  it('may stand in the same Terraform module', async () => {
    const text = await synthesized(ordersManifest(), {
      format: 'terraform',
      tables: [{ table: 'Orders', resource: 'aws_kinesis_stream_consumer.mailer' }],
    });
    expect(text).to.include('event_source_arn = aws_kinesis_stream_consumer.mailer.arn');
    expect(text).to.include('Resource = [aws_kinesis_stream_consumer.mailer.stream_arn]');
    expect(text).to.match(/"kinesis:SubscribeToShard"\]\n +Resource = \[aws_kinesis_stream_consumer\.mailer\.arn\]/);
  });

  it('has filters on what is inside of the records, as its stream has', async () => {
    const { mapping } = await read('cloudformation');
    expect(mapping.FilterCriteria.Filters).to.deep.equal(
      [INSERTS, SHIPMENTS].map((filter) => ({ Pattern: JSON.stringify({ data: filter }) })),
    );
  });

  it('cannot be mapped beside its own stream: each record would come twice', async () => {
    const customers = source([INSERTS], { table: 'Customers' });
    const welcome = { id: 'Customers.welcome', table: 'Customers', eventNames: ['INSERT'] } as const;
    const manifest = manifestOf([CONFIRM, welcome], [source([INSERTS]), customers]);
    const tables = [...AS_CONSUMER.tables, { table: 'Customers', resource: KINESIS_ARN }];
    const error: unknown = await synthesized(manifest, { format: 'sam', tables }).catch((thrown) => thrown);
    expect(Object(error).message).to.match(/^--table Customers: found the stream of Orders again/);
  });
});

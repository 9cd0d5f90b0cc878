import { expect } from 'chai';
import { bootstrap, OnInsert } from '../../../lib/index.js';
import { synthesized } from './included.js';
import { CONFIRM, EVERYTHING, KINESIS_ARN, manifestOf, ordersManifest, STREAM_ARN, source } from './orders.js';

const terraform = (manifest = ordersManifest(), options = {}) =>
  synthesized(manifest, { format: 'terraform', ...options });

/** The text of one resource. */
function resource(text: string, type: string): string {
  const [block] = new RegExp(`^resource "${type}" "\\w+" \\{$.*?^\\}$`, 'ms').exec(text) ?? [];
  return block ?? expect.fail(`no ${type} in\n${text}`);
}

/** The text without what is in quotes, which may hold anything, and comments. */
function bare(text: string): string {
  return text.replace(/"(?:\\.|[^"\\])*"/g, '""').replace(/#.*/g, '');
}

describe('a Terraform file', () => {
  it('has a function with its code beside the file', async () => {
    const lambda = resource(await terraform(), 'aws_lambda_function');
    expect(lambda).to.match(/function_name = "orders"/);
    expect(lambda).to.match(/runtime += "nodejs24.x"/);
    expect(lambda).to.match(/architectures += \["arm64"\]/);
    expect(lambda).to.match(/filename += "\$\{path\.module\}\/function\.zip"/);
    expect(lambda).to.match(/role += aws_iam_role\.orders\.arn/);
  });

  it('gives the mapping every value that the code sets', async () => {
    const mapping = resource(await terraform(ordersManifest(EVERYTHING)), 'aws_lambda_event_source_mapping');
    for (const line of [
      /event_source_arn += aws_dynamodb_table\.orders\.stream_arn/,
      /starting_position += "LATEST"/,
      /enabled += false/,
      /batch_size += 10/,
      /maximum_batching_window_in_seconds += 5/,
      /parallelization_factor += 2/,
      /maximum_retry_attempts += 3/,
      /maximum_record_age_in_seconds += 3600/,
      /bisect_batch_on_function_error += true/,
      /function_response_types += \["ReportBatchItemFailures"\]/,
      /destination_arn += aws_sqs_queue\.orders\.arn/,
    ])
      expect(mapping).to.match(line);
  });

  it('has the filters as Terraform writes JSON, each with whom it is for', async () => {
    class Orders {
      @OnInsert({ keys: { pk: { prefix: 'ORDER#' } } }) confirm() {}
    }
    const { routes, sources } = bootstrap(Orders).manifest;
    expect(await terraform(manifestOf(routes, [{ ...source([]), ...sources[0] }]))).to.include(
      [
        '    # For Orders.confirm.',
        '    filter {',
        '      pattern = jsonencode({',
        '        eventName = ["INSERT"]',
        '        dynamodb = {',
        '          Keys = {',
        '            pk = {',
        '              S = [',
        '                {',
        '                  prefix = "ORDER#"',
        '                },',
        '              ]',
        '            }',
        '          }',
        '        }',
        '      })',
        '    }',
      ].join('\n'),
    );
  });

  it('defines the table with its stream, and refers to one that exists', async () => {
    const table = resource(await terraform(), 'aws_dynamodb_table');
    expect(table).to.match(/stream_enabled += true\n +stream_view_type = "NEW_AND_OLD_IMAGES"/);
    const text = await terraform(ordersManifest(), { tables: [{ table: 'Orders', resource: STREAM_ARN }] });
    expect(text).to.not.include('aws_dynamodb_table');
    expect(text).to.include(`event_source_arn = "${STREAM_ARN}"`);
  });

  it('hears a table through a Kinesis data stream', async () => {
    const text = await terraform(ordersManifest(), { kinesis: ['Orders'] });
    expect(resource(text, 'aws_dynamodb_kinesis_streaming_destination')).to.include(
      'stream_arn = aws_kinesis_stream.orders.arn',
    );
    expect(resource(text, 'aws_kinesis_stream')).to.include('stream_mode = "ON_DEMAND"');
    expect(resource(text, 'aws_kinesis_stream')).to.match(
      /encryption_type = "KMS"\n +kms_key_id += "alias\/aws\/kinesis"/,
    );
    expect(resource(text, 'aws_dynamodb_table')).to.not.include('stream_enabled');
    const existing = await terraform(ordersManifest(), { tables: [{ table: 'Orders', resource: KINESIS_ARN }] });
    expect(resource(existing, 'aws_iam_role_policy')).to.include(`Resource = ["${KINESIS_ARN}"]`);
  });

  it('allows to log, to read that stream, and to write to that queue', async () => {
    const policy = resource(await terraform(), 'aws_iam_role_policy');
    expect(policy.match(/Resource = .*/g)).to.deep.equal([
      `Resource = ["$${'{aws_cloudwatch_log_group.orders.arn}'}:*"]`,
      'Resource = [aws_dynamodb_table.orders.stream_arn]',
      'Resource = ["*"]',
      'Resource = [aws_sqs_queue.orders.arn]',
    ]);
  });

  it('keeps texts that look like expressions, and keys that are no names', async () => {
    const filter = { dynamodb: { Keys: { 'a.b': { S: ['$'.concat('{x} %{y} "q" \\ \n \b')] } } } };
    const text = await terraform(manifestOf([CONFIRM], [source([filter])]));
    expect(text).to.include('"a.b" = {').and.to.include('S = ["$$'.concat('{x} %%{y} \\"q\\" \\\\ \\n \\u0008"]'));
  });

  it('has no character in a text that ends a line, which would be indented', async () => {
    const filter = { dynamodb: { Keys: { 'a\u2029b': { S: ['x\u2028 y\u0085'] } } } };
    const text = await terraform(manifestOf([CONFIRM], [source([filter])]));
    expect(text).to.include('"a\\u2029b" = {').and.to.include('S = ["x\\u2028 y\\u0085"]');
  });

  it('closes what it opens, and refers only to resources that it has', async () => {
    for (const options of [{}, { kinesis: ['Orders'] }, { functionName: 'orders-stream' }]) {
      const text = await terraform(ordersManifest(EVERYTHING), options);
      const opened: string[] = [];
      for (const [sign] of bare(text).matchAll(/[{}()[\]]/g)) {
        if ('{(['.includes(sign)) opened.push(sign);
        else expect(opened.pop()).to.equal({ '}': '{', ')': '(', ']': '[' }[sign]);
      }
      expect(opened).to.deep.equal([]);
      const defined = [...text.matchAll(/^resource "(\w+)" "([\w-]+)"/gm)].map(([, type, name]) => `${type}.${name}`);
      for (const [, address] of text.matchAll(/(aws_\w+\.[\w-]+)/g)) expect(defined).to.include(address);
    }
  });
});

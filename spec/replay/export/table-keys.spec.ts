import { expect } from 'chai';
import { planExport } from '../../../lib/replay/export/plan-export.js';
import { AwsStandIn, table } from '../../cli/aws-stand-in.js';
import { change, ExportFolder, exportOf, item } from './exported-table.js';

describe('the key of an exported table', () => {
  const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const outside = Object.fromEntries(Object.keys(credentials).map((name) => [name, process.env[name]]));
  let aws: AwsStandIn;
  let folder: ExportFolder;

  beforeEach(async () => {
    Object.assign(process.env, credentials);
    aws = await new AwsStandIn().start();
    folder = new ExportFolder(exportOf([[item('a')]]), exportOf([[item('b')]], { id: '2' }));
  });

  afterEach(() => {
    aws.stop();
    folder.remove();
    for (const [name, value] of Object.entries(outside)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const KeySchema = [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ];

  it('is asked of the table, once', async () => {
    aws.tables = [table('Orders', { KeySchema })];
    const { exports } = await planExport({ from: folder.path, endpoint: aws.endpoint });
    expect(exports.map(({ keys }) => keys)).to.deep.equal([
      ['pk', 'sk'],
      ['pk', 'sk'],
    ]);
    expect(aws.asked).to.deep.equal(['POST DynamoDB_20120810.DescribeTable']);
  });

  it('is not asked where it is given, nor for incremental exports, which tell it', async () => {
    await planExport({ from: folder.path, endpoint: aws.endpoint, keys: ['pk'] });
    const incremental = new ExportFolder(exportOf([[change('a', 1)]], { type: 'incremental' }));
    await planExport({ from: incremental.path, endpoint: aws.endpoint });
    incremental.remove();
    expect(aws.asked).to.deep.equal([]);
  });

  it('has to be given where the table is gone', async () => {
    const error = await planExport({ from: folder.path, endpoint: aws.endpoint }).catch((reason: unknown) => reason);
    expect(error).to.have.property('name', 'ConfigurationError');
    expect(error).to.have.property(
      'message',
      'A full export does not tell which attributes are the key of the table: give them with --keys, such as --keys pk,sk. ' +
        'Asking the table failed: arn:aws:dynamodb:us-east-1:123456789012:table/Orders is not there: ' +
        'Requested resource not found: Table: Orders',
    );
  });
});

import { expect } from 'chai';
import { readDeployed } from '../../../lib/deploy/index.js';
import { AwsStandIn, mapping, type Refusal, streamArn, table } from '../../cli/aws-stand-in.js';

const DENIED: Refusal = { status: 403, type: 'AccessDeniedException', message: 'User: nobody is not authorized.' };
const THROTTLED: Refusal = { status: 429, type: 'TooManyRequestsException', message: 'Rate exceeded' };
const THROTTLED_TABLE: Refusal = { status: 400, type: 'ThrottlingException', message: 'Rate of requests exceeds' };
const BROKEN: Refusal = { status: 500, type: 'ServiceException', message: 'An error occurred.' };

const LAMBDA = 'GET /2015-03-31';
const FUNCTION = `${LAMBDA}/functions/orders/configuration`;
const LIST = `${LAMBDA}/event-source-mappings`;
const GET = `${LAMBDA}/event-source-mappings/`;
const TABLE = 'POST DynamoDB_20120810.DescribeTable';
const STREAM = 'POST DynamoDBStreams_20120810.DescribeStream';

describe('Reading what is deployed', () => {
  let aws: AwsStandIn;
  let attempts: string | undefined;
  beforeEach(async () => {
    attempts = process.env.AWS_MAX_ATTEMPTS;
    process.env.AWS_MAX_ATTEMPTS = '1';
    aws = await new AwsStandIn().start();
    aws.mappings = [mapping('Orders'), mapping('Users')];
    aws.tables = [table('Orders'), table('Users')];
    for (const name of ['Orders', 'Users'])
      aws.streams[streamArn(name)] = { StreamStatus: 'ENABLED', StreamViewType: 'NEW_IMAGE' };
  });
  afterEach(() => {
    if (attempts === undefined) delete process.env.AWS_MAX_ATTEMPTS;
    else process.env.AWS_MAX_ATTEMPTS = attempts;
    aws.stop();
  });

  const read = () => readDeployed({ functionName: 'orders', endpoint: aws.endpoint });

  it('asks the stream where another account shows no such table', async () => {
    const other = streamArn('Orders').replace('123456789012', '999999999999');
    aws.mappings = [mapping('Orders', { EventSourceArn: other })];
    aws.tables = [];
    aws.streams = { [other]: { StreamStatus: 'ENABLED', StreamViewType: 'NEW_IMAGE' } };
    const { tables, streams, unread } = await read();
    expect(tables).to.deep.equal({});
    expect(streams).to.have.nested.property(`${other.replaceAll('.', '\\.')}.StreamViewType`, 'NEW_IMAGE');
    expect(unread).to.deep.equal([
      { action: 'dynamodb:DescribeTable', table: 'Orders', reason: 'another account shows no such table' },
    ]);
  });

  it('gives what lets be read what was refused: permission, or some time', async () => {
    aws.refusals = { [TABLE]: THROTTLED_TABLE, [STREAM]: DENIED };
    const { unread = [] } = await read();
    expect(unread.map(({ action, remedy }) => `${action} ${remedy}`)).to.deep.equal([
      ...Array(2).fill('dynamodb:DescribeTable wait'),
      ...Array(2).fill('dynamodb:DescribeStream undefined'),
    ]);
  });

  for (const type of ['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidSignatureException'])
    it(`says what to do about credentials that AWS does not accept: ${type}`, async () => {
      aws.refusal = { status: 403, type, message: 'The security token included in the request is expired' };
      const error = await read().catch((thrown: Error) => thrown);
      expect(error)
        .to.be.an('error')
        .with.property(
          'message',
          `${type}: The security token included in the request is expired. AWS does not accept the credentials: sign in ` +
            'again, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
        );
    });

  for (const refusal of [DENIED, THROTTLED, BROKEN]) {
    it(`goes on where the function cannot be read: ${refusal.type}`, async () => {
      aws.refusals = { [FUNCTION]: refusal };
      aws.mappings = aws.mappings.map((one) => ({ ...one, FunctionArn: 'orders' }));
      const deployed = await read();
      expect(deployed.function).to.deep.equal({});
      expect(deployed.mappings).to.have.length(2);
      expect(deployed.unread).to.deep.equal([
        {
          action: 'lambda:GetFunctionConfiguration',
          reason: `${refusal.type}: ${refusal.message}`,
          ...(refusal !== DENIED && { remedy: 'wait' }),
        },
      ]);
    });

    it(`goes on where mappings cannot be listed: ${refusal.type}`, async () => {
      aws.refusals = { [LIST]: refusal };
      const { unread, isMissingMappings, mappings, ...deployed } = await read();
      expect(deployed.function.FunctionName).to.equal('orders');
      expect({ mappings, isMissingMappings }).to.deep.equal({ mappings: [], isMissingMappings: true });
      expect(unread?.map(({ action }) => action)).to.deep.equal(['lambda:ListEventSourceMappings']);
    });

    it(`goes on where a mapping cannot be read: ${refusal.type}`, async () => {
      aws.mappings = aws.mappings.map((one) => ({ ...one, KMSKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1' }));
      aws.refusals = { [GET]: refusal };
      const { unread, mappings } = await read();
      expect(unread?.map(({ action, table: about }) => [action, about])).to.deep.equal([
        ['lambda:GetEventSourceMapping', 'Orders'],
        ['lambda:GetEventSourceMapping', 'Users'],
      ]);
      expect(mappings.map((one) => one.FilterCriteriaError?.Message)).to.deep.equal(
        Array(2).fill(`${refusal.type}: ${refusal.message}`),
      );
    });
  }

  for (const refusal of [DENIED, THROTTLED_TABLE, BROKEN]) {
    it(`asks for the stream where the table cannot be read: ${refusal.type}`, async () => {
      aws.refusals = { [TABLE]: refusal };
      const { tables, streams, unread } = await read();
      expect(tables).to.deep.equal({});
      expect(Object.keys(streams ?? {})).to.deep.equal([streamArn('Orders'), streamArn('Users')]);
      expect(streams?.[streamArn('Orders')]).to.deep.include({ StreamViewType: 'NEW_IMAGE' });
      expect(unread?.map(({ action, table: about }) => [action, about])).to.deep.equal([
        ['dynamodb:DescribeTable', 'Orders'],
        ['dynamodb:DescribeTable', 'Users'],
      ]);
    });

    it(`goes on where neither the table nor its stream can be read: ${refusal.type}`, async () => {
      aws.refusals = { [TABLE]: refusal, [STREAM]: refusal };
      const { streams, unread } = await read();
      expect(streams).to.deep.equal({});
      expect(unread).to.have.length(4);
    });
  }

  it('tells a stream that is no more from one that cannot be read', async () => {
    aws.refusals = { [TABLE]: DENIED };
    aws.streams = {};
    expect((await read()).streams).to.deep.equal({ [streamArn('Orders')]: null, [streamArn('Users')]: null });
  });

  it('asks for no stream where every table is described', async () => {
    const { streams, unread, isMissingMappings } = await read();
    expect({ streams, unread, isMissingMappings }).to.deep.equal({ streams: {}, unread: [], isMissingMappings: false });
    expect(aws.asked).to.not.include(STREAM);
  });

  it('fails where nothing can be read', async () => {
    aws.refusal = DENIED;
    const error: unknown = await read().catch((thrown: unknown) => thrown);
    expect(Object(error).message).to.match(
      /^AccessDeniedException: User: nobody is not authorized\. It needs lambda:Get/,
    );
  });
});

import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { expect } from 'chai';
import { toLambdaRecord } from '../../lib/records/lambda-record.js';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';

describe('toLambdaRecord', () => {
  it('gives exactly what Lambda delivers', () => {
    const record: _Record = {
      eventID: 'c4ca4238a0b923820dcc509a6f75849b',
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: new Date(1_479_499_740_500),
        Keys: { pk: { S: 'a' } },
        NewImage: { pk: { S: 'a' }, n: { N: '2' } },
        OldImage: { pk: { S: 'a' }, n: { N: '1' } },
        SequenceNumber: '222',
        SizeBytes: 26,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    };
    expect(toLambdaRecord(record, ARN)).to.deep.equal({
      eventID: 'c4ca4238a0b923820dcc509a6f75849b',
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: 1_479_499_740.5,
        Keys: { pk: { S: 'a' } },
        NewImage: { pk: { S: 'a' }, n: { N: '2' } },
        OldImage: { pk: { S: 'a' }, n: { N: '1' } },
        SequenceNumber: '222',
        SizeBytes: 26,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: ARN,
    });
  });

  it('writes binary as base64 text, however deep it lies', () => {
    const bytes = new TextEncoder().encode('xfoobarx').subarray(1, 7);
    const image: NonNullable<_Record['dynamodb']>['NewImage'] = {
      b: { B: bytes },
      set: { BS: [bytes, new Uint8Array()] },
      list: { L: [{ M: { inner: { B: bytes } } }] },
    };
    expect(toLambdaRecord({ dynamodb: { NewImage: image } }, ARN).dynamodb?.NewImage).to.deep.equal({
      b: { B: 'Zm9vYmFy' },
      set: { BS: ['Zm9vYmFy', ''] },
      list: { L: [{ M: { inner: { B: 'Zm9vYmFy' } } }] },
    });
  });

  it('leaves every other type as it is', () => {
    const image = {
      s: { S: '' },
      n: { N: '0' },
      t: { BOOL: false },
      z: { NULL: true },
      ss: { SS: ['x'] },
      ns: { NS: ['1'] },
      m: { M: {} },
      l: { L: [] },
    };
    expect(toLambdaRecord({ dynamodb: { NewImage: image } }, ARN).dynamodb?.NewImage).to.deep.equal(image);
  });

  it('keeps an attribute named __proto__ an attribute', () => {
    const image = JSON.parse('{"__proto__": {"S": "x"}}');
    const converted = toLambdaRecord({ dynamodb: { NewImage: image } }, ARN).dynamodb?.NewImage ?? {};
    expect(Object.hasOwn(converted, '__proto__')).to.equal(true);
    expect(Object.getPrototypeOf(converted)).to.equal(Object.prototype);
  });

  describe('on a deletion by TTL', () => {
    const identity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

    it('writes the members of the identity in lower case', () => {
      const userIdentity = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };
      expect(toLambdaRecord({ eventName: 'REMOVE', userIdentity }, ARN).userIdentity).to.deep.equal(identity);
    });

    it('restores the identity that dynoxide writes and the SDK does not read', () => {
      expect(toLambdaRecord({ eventName: 'REMOVE', userIdentity: {} }, ARN).userIdentity).to.deep.equal(identity);
    });

    it('restores the name and the identity that DynamoDB Local leaves out', () => {
      const expiry = JSON.parse('{"eventName": "UNKNOWN_TO_SDK_VERSION"}');
      const record = toLambdaRecord(expiry, ARN);
      expect(record.eventName).to.equal('REMOVE');
      expect(record.userIdentity).to.deep.equal(identity);
    });
  });

  it('gives a deletion by a user no identity', () => {
    expect(toLambdaRecord({ eventName: 'REMOVE' }, ARN)).not.to.have.property('userIdentity');
  });
});

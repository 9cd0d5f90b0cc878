import assert from 'node:assert/strict';
import { expect } from 'chai';
import type { StreamRecord } from '../../lib/index.js';
import { expire, insert, kinesisEvent, modify, pipesEvent, remove, streamEvent } from '../../lib/testing/index.js';
import { viewOf, viewsOf } from './views.js';

const createdAt = new Date('2026-02-03T04:05:06Z');
const options = { table: 'Orders', keys: ['pk', 'sk'], createdAt };
const paid = { pk: 'ORDER#1', sk: 1, status: 'PAID' };
const shipped = { ...paid, status: 'SHIPPED' };
const made = modify(paid, shipped, options);
const STREAM = 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
const KINESIS = 'arn:aws:kinesis:us-east-1:123456789012:stream/table-changes';

/** Every field of a record but its item, as handlers see it. */
function fieldsOf(record: StreamRecord | undefined): object {
  assert(record !== undefined);
  const { eventName, eventID, table, awsRegion, streamArn, sequenceNumber, sizeBytes, viewType } = record;
  const { keys, newImage, oldImage, changes } = record;
  expect(record.createdAt).to.be.an.instanceof(Date);
  return {
    ...{ eventName, eventID, table, awsRegion, streamArn, sequenceNumber, sizeBytes, viewType },
    ...{ keys, newImage, oldImage, changes, createdAt: record.createdAt },
  };
}

const itsItem = {
  eventName: 'MODIFY',
  table: 'Orders',
  awsRegion: 'us-east-1',
  sizeBytes: made.dynamodb.SizeBytes,
  createdAt,
  keys: { pk: 'ORDER#1', sk: 1 },
  newImage: shipped,
  oldImage: paid,
  changes: [{ path: 'status', kind: 'changed', from: 'PAID', to: 'SHIPPED' }],
};

describe('the fields of a record', () => {
  for (const [source, event] of [
    ['a DynamoDB stream', streamEvent(made)],
    ['a pipe over a DynamoDB stream', pipesEvent(made)],
  ] as const) {
    it(`are all there from ${source}`, async () => {
      const [view] = await viewsOf(event);
      assert.deepEqual(fieldsOf(view), {
        ...itsItem,
        eventID: made.eventID,
        sequenceNumber: made.dynamodb.SequenceNumber,
        streamArn: STREAM,
        viewType: 'NEW_AND_OLD_IMAGES',
      });
      expect(view?.raw).to.equal(made);
    });
  }

  const kinesis = kinesisEvent(made);
  for (const [source, event, raw] of [
    ['a Kinesis stream', kinesis, kinesis.Records[0]],
    ['a pipe over a Kinesis stream', pipesEvent(...kinesis.Records), pipesEvent(...kinesis.Records)[0]],
  ] as const) {
    it(`are all there from ${source}`, async () => {
      const [view] = await viewsOf(event);
      assert.deepEqual(fieldsOf(view), {
        ...itsItem,
        eventID: made.eventID.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
        sequenceNumber: kinesis.Records[0]?.kinesis.sequenceNumber,
        streamArn: KINESIS,
        viewType: undefined,
      });
      assert.deepEqual(view?.raw, raw);
    });
  }

  it('say who removed an item: its time to live, or a user', async () => {
    const service = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    const identities: [object | null | undefined, string][] = [
      [service, 'ttl'],
      [{ ...service, principalId: 'replication.dynamodb.amazonaws.com' }, 'user'],
      [{ ...service, type: 'User' }, 'user'],
      [{}, 'user'],
      [null, 'user'],
      [undefined, 'user'],
    ];
    for (const [userIdentity, removedBy] of identities) {
      expect(await viewOf({ ...remove(paid), userIdentity })).to.have.property('removedBy', removedBy);
    }
    for (const event of [streamEvent, kinesisEvent]) {
      const [expired, removed] = await viewsOf(event(expire(paid), remove(paid)));
      expect(expired).to.have.property('removedBy', 'ttl');
      expect(removed).to.have.property('removedBy', 'user');
    }
  });

  it('say of no other record that it was removed', async () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    for (const record of [insert(paid), modify(paid, shipped)]) {
      const view: object = await viewOf({ ...record, userIdentity });
      expect(Reflect.get(view, 'removedBy')).to.equal(undefined);
    }
  });

  it('are undefined where a hand-made event lacks them, and break nothing', async () => {
    const view = await viewOf({ eventName: 'INSERT', dynamodb: {} });
    const { eventID, table, awsRegion, streamArn, sequenceNumber, createdAt, sizeBytes, viewType } = view;
    for (const field of [eventID, table, awsRegion, streamArn, sequenceNumber, createdAt, sizeBytes, viewType]) {
      expect(field).to.equal(undefined);
    }
    assert.deepEqual(view.keys, {});
    expect(view.oldImage).to.equal(undefined);
  });

  it('cannot be assigned', async () => {
    const view: object = await viewOf(insert(paid));
    for (const name of ['newImage', 'keys', 'eventName', 'table']) {
      expect(Reflect.set(view, name, 'x'), name).to.equal(false);
    }
  });

  it('leave the wire record as it came', async () => {
    const record = modify(paid, shipped, options);
    const copy = structuredClone(record);
    const view = await viewOf(record);
    fieldsOf(view);
    view.changed('status');
    assert.deepEqual(view.raw, copy);
  });
});

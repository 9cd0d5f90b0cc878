import assert from 'node:assert/strict';
import { expect } from 'chai';
import { bootstrap, type StreamRecord, stream } from '../../lib/index.js';
import { expire, insert, kinesisEvent, pipesEvent } from '../../lib/testing/index.js';
import { viewsOf } from '../records/views.js';

type Payload = Record<string, unknown> & { dynamodb: Record<string, unknown> };

const encode = (payload: unknown) => Buffer.from(JSON.stringify(payload)).toString('base64');

/** A Kinesis event whose payload was changed on the way. */
function edited(edit: (payload: Payload) => unknown) {
  const [record] = kinesisEvent(insert({ id: 1 }, { table: 'Orders' })).Records;
  assert(record !== undefined);
  const payload: Payload = JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString());
  return { Records: [{ ...record, kinesis: { ...record.kinesis, data: encode(edit(payload) ?? payload) } }] };
}

async function viewOf(edit: (payload: Payload) => unknown): Promise<StreamRecord> {
  const [view] = await viewsOf(edited(edit));
  assert(view !== undefined);
  return view;
}

describe('a Kinesis record', () => {
  const instant = new Date('2026-01-02T03:04:05.678Z');

  it('may have its time in milliseconds', async () => {
    for (const precision of [undefined, 'MILLISECOND']) {
      const { createdAt } = await viewOf(({ dynamodb }) => {
        dynamodb.ApproximateCreationDateTime = instant.getTime();
        dynamodb.ApproximateCreationDateTimePrecision = precision;
      });
      expect(createdAt).to.deep.equal(instant);
    }
  });

  it('may have its time in microseconds', async () => {
    const { createdAt } = await viewOf(({ dynamodb }) => {
      dynamodb.ApproximateCreationDateTime = instant.getTime() * 1000 + 321;
      dynamodb.ApproximateCreationDateTimePrecision = 'MICROSECOND';
    });
    expect(createdAt).to.deep.equal(instant);
  });

  it('may lack its time', async () => {
    const { createdAt } = await viewOf(({ dynamodb }) => {
      delete dynamodb.ApproximateCreationDateTime;
    });
    expect(createdAt).to.equal(undefined);
  });

  it('has the table that its payload names, and the ARN of the Kinesis stream', async () => {
    const { table, streamArn } = await viewOf((payload) => ({ ...payload, tableName: 'Customers' }));
    expect(table).to.equal('Customers');
    expect(streamArn).to.match(/^arn:aws:kinesis:.*:stream\//);
  });

  it('has the sequence number of Kinesis and the event id of DynamoDB', async () => {
    const event = edited((payload) => ({ ...payload, eventID: 'of-dynamodb' }));
    const [view] = await viewsOf(event);
    expect(view?.sequenceNumber).to.equal(event.Records[0]?.kinesis.sequenceNumber);
    expect(view?.eventID).to.equal('of-dynamodb');
  });

  it('may say who removed the item, or have null where a stream record has nothing', async () => {
    const [expired] = await viewsOf(kinesisEvent(expire({ id: 1 })));
    expect(expired).to.have.property('removedBy', 'ttl');
    const removed = await viewOf((payload) => ({ ...payload, eventName: 'REMOVE', userIdentity: null }));
    expect(removed).to.have.property('removedBy', 'user');
  });

  it('may be a duplicate: it is handled again', async () => {
    const { Records } = kinesisEvent(insert({ id: 1 }));
    expect(await viewsOf({ Records: [...Records, ...Records] })).to.have.length(2);
  });

  it('may hold text beyond ASCII', async () => {
    const [view] = await viewsOf(kinesisEvent(insert({ id: 1, text: 'naïve 💥 \u2028' })));
    expect(view?.newImage).to.deep.equal({ id: 1, text: 'naïve 💥 \u2028' });
  });

  it('is routed by the table in its payload, record by record', async () => {
    const seen: string[] = [];
    const handlers = ['Orders', 'Customers'].map((table) =>
      stream({ table }).onInsert(({ keys }) => seen.push(`${table} ${JSON.stringify(keys)}`)),
    );
    const made = ['Orders', 'Customers', 'Orders', 'Others'].map((table, id) => insert({ id }, { table }));
    const event = kinesisEvent(...made);
    const { handled, skipped } = await bootstrap(handlers).dispatch(event);
    expect(seen).to.deep.equal(['Orders {"id":0}', 'Customers {"id":1}', 'Orders {"id":2}']);
    expect({ handled, skipped }).to.deep.equal({ handled: 3, skipped: 1 });
    await bootstrap(handlers).dispatch(pipesEvent(...event.Records));
    expect(seen).to.have.length(6);
  });
});

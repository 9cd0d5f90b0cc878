import type { KinesisStreamRecord } from 'aws-lambda';
import { expect } from 'chai';
import { expire, insert, kinesisEvent, modify, pipesEvent, remove, streamEvent } from '../../lib/testing/index.js';

const ORDER = { pk: 'ORDER#1', total: 42 };

const payloadOf = (record: KinesisStreamRecord | undefined) =>
  JSON.parse(Buffer.from(record?.kinesis.data ?? '', 'base64').toString());

describe('streamEvent', () => {
  it('is the records in the order given', () => {
    const [first, second] = [insert(ORDER), remove(ORDER)];
    expect(streamEvent(second, first)).to.deep.equal({ Records: [second, first] });
    expect(streamEvent()).to.deep.equal({ Records: [] });
  });
});

describe('kinesisEvent', () => {
  it('holds what DynamoDB writes to Kinesis', () => {
    const record = insert(ORDER, { table: 'Orders', createdAt: new Date(1_600_185_404_123) });
    const [kinesis] = kinesisEvent(record).Records;
    expect(payloadOf(kinesis)).to.deep.equal({
      awsRegion: 'us-east-1',
      eventID: record.eventID.replace(/^(.{8})(....)(....)(....)/, '$1-$2-$3-$4-'),
      eventName: 'INSERT',
      userIdentity: null,
      recordFormat: 'application/json',
      tableName: 'Orders',
      dynamodb: {
        ApproximateCreationDateTime: 1_600_185_404_123,
        Keys: { pk: { S: 'ORDER#1' } },
        NewImage: { pk: { S: 'ORDER#1' }, total: { N: '42' } },
        SizeBytes: record.dynamodb.SizeBytes,
      },
      eventSource: 'aws:dynamodb',
    });
  });

  it('signs the deletion of an expired item', () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    expect(payloadOf(kinesisEvent(expire(ORDER)).Records[0])).to.deep.include({ userIdentity });
  });

  it('wraps it as an event source mapping does', () => {
    const [record] = kinesisEvent(insert(ORDER, { createdAt: new Date(1_600_185_404_500) })).Records;
    expect(record).to.deep.equal({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record?.kinesis.partitionKey,
        sequenceNumber: record?.kinesis.sequenceNumber,
        data: record?.kinesis.data,
        approximateArrivalTimestamp: 1_600_185_404.5,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${record?.kinesis.sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
      awsRegion: 'us-east-1',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/table-changes',
    });
  });

  it('numbers the records by their place in the Kinesis stream, whenever they were made', () => {
    const [first, second] = [insert(ORDER), remove(ORDER)];
    const records = [...kinesisEvent(second, first).Records, ...kinesisEvent(first).Records];
    const numbers = records.map(({ kinesis }) => kinesis.sequenceNumber);
    expect(numbers.every((number) => /^\d{56}$/.test(number))).to.equal(true);
    expect(numbers).to.deep.equal([...new Set(numbers)].sort());
    expect(records.map((record) => payloadOf(record).eventName)).to.deep.equal(['REMOVE', 'INSERT', 'INSERT']);
  });

  it('gives the changes of one item one partition key', () => {
    const { Records } = kinesisEvent(
      insert(ORDER),
      modify(ORDER, { ...ORDER, total: 43 }),
      insert({ pk: 'ORDER#2' }),
      insert(ORDER, { table: 'Archive' }),
    );
    const [a, b, c, d] = Records.map(({ kinesis }) => kinesis.partitionKey);
    expect(a).to.equal(b);
    expect(new Set([a, c, d])).to.have.property('size', 3);
  });

  it('leaves the records as they were', () => {
    const record = expire(ORDER);
    const before = structuredClone(record);
    kinesisEvent(record);
    expect(record).to.deep.equal(before);
  });
});

describe('pipesEvent', () => {
  it("is a bare array of a DynamoDB stream's records", () => {
    const records = [insert(ORDER), expire(ORDER)];
    expect(pipesEvent(...records)).to.deep.equal(records);
    expect(pipesEvent()).to.deep.equal([]);
  });

  it("is a bare array of a Kinesis stream's records, flattened", () => {
    const { Records } = kinesisEvent(insert(ORDER));
    const [record] = Records;
    expect(pipesEvent(...Records)).to.deep.equal([
      {
        kinesisSchemaVersion: '1.0',
        partitionKey: record?.kinesis.partitionKey,
        sequenceNumber: record?.kinesis.sequenceNumber,
        data: record?.kinesis.data,
        approximateArrivalTimestamp: record?.kinesis.approximateArrivalTimestamp,
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `shardId-000000000000:${record?.kinesis.sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
        awsRegion: 'us-east-1',
        eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/table-changes',
      },
    ]);
  });
});

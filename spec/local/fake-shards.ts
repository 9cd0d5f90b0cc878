import type { DynamoDBRecord } from 'aws-lambda';
import type { ShardListing, ShardPosition, ShardSource } from '../../lib/local/shard-source.js';
import { type SourceRecord, sequenceNumberOf } from '../../lib/local/source-record.js';

interface FakeShard {
  parentId: string | undefined;
  records: DynamoDBRecord[];
  closed: boolean;
}

type Call = 'listShards' | 'openShard' | 'readShard';

/** A stream in memory that splits, closes and fails when told to. */
export class FakeShards implements ShardSource {
  readonly streamArn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
  /** Every position that a shard was opened at, such as `parent TRIM_HORIZON`. */
  readonly opened: string[] = [];
  /** How often each shard has been read. */
  readonly reads = new Map<string, number>();
  enabled = true;
  private readonly shards = new Map<string, FakeShard>();
  private readonly faults: { call: Call; error: Error; shardId: string | undefined }[] = [];
  private sequenceNumber = 0;

  shard(id: string, parentId?: string): this {
    this.shards.set(id, { parentId, records: [], closed: false });
    return this;
  }

  /** Writes inserts, whose sequence numbers count up over all shards. */
  write(shardId: string, count = 1): this {
    for (let n = 0; n < count; n++) this.add(shardId, insertRecord(++this.sequenceNumber));
    return this;
  }

  add(shardId: string, record: DynamoDBRecord): this {
    this.find(shardId).records.push(record);
    return this;
  }

  close(shardId: string): this {
    this.find(shardId).closed = true;
    return this;
  }

  /** The next such call, of this shard or of any, fails. */
  failNext(call: Call, name: string, shardId?: string): this {
    this.faults.push({ call, error: Object.assign(new Error(`${call} failed`), { name }), shardId });
    return this;
  }

  async listShards(): Promise<ShardListing> {
    this.failIfTold('listShards', undefined);
    return { enabled: this.enabled, shards: [...this.shards].map(([id, { parentId }]) => ({ id, parentId })) };
  }

  async openShard(shardId: string, position: ShardPosition): Promise<string> {
    this.opened.push(`${shardId} ${typeof position === 'string' ? position : `after ${position.after}`}`);
    this.failIfTold('openShard', shardId);
    return JSON.stringify([shardId, this.indexOf(this.find(shardId), position)]);
  }

  async readShard(iterator: string, limit: number) {
    const [shardId, start]: [string, number] = JSON.parse(iterator);
    this.reads.set(shardId, (this.reads.get(shardId) ?? 0) + 1);
    this.failIfTold('readShard', shardId);
    const { records, closed } = this.find(shardId);
    const page = records.slice(start, start + limit);
    const end = start + page.length;
    const isOver = closed && end === records.length;
    return { records: page, next: isOver ? undefined : JSON.stringify([shardId, end]) };
  }

  private indexOf({ records }: FakeShard, position: ShardPosition): number {
    if (position === 'TRIM_HORIZON') return 0;
    if (position === 'LATEST') return records.length;
    return records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === position.after) + 1;
  }

  private find(shardId: string): FakeShard {
    const shard = this.shards.get(shardId);
    if (shard === undefined) throw Object.assign(new Error('no such shard'), { name: 'ResourceNotFoundException' });
    return shard;
  }

  private failIfTold(call: Call, shardId: string | undefined): void {
    const index = this.faults.findIndex(
      (fault) => fault.call === call && (fault.shardId === undefined || fault.shardId === shardId),
    );
    if (index >= 0) throw this.faults.splice(index, 1)[0]?.error;
  }
}

export function insertRecord(sequenceNumber: number, createdAt = Date.now()): DynamoDBRecord {
  return {
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: `${sequenceNumber}`,
      ApproximateCreationDateTime: createdAt / 1000,
      NewImage: { pk: { S: `item-${sequenceNumber}` } },
    },
  };
}

export function sequenceNumbers(records: readonly SourceRecord[]): number[] {
  return records.map((record) => Number(sequenceNumberOf(record)));
}

import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

const SHARD = 'shardId-000000000000';
const FIRST = 49590338271490256608559692538361571095921575989136588898n;

interface Kept {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  readonly Data: string;
  /** Seconds since the epoch. */
  readonly ApproximateArrivalTimestamp: number;
}

/** Answers on loopback as Kinesis does, by HTTP/2, with a stream of one open shard. Gives two records a page. */
export class KinesisStandIn {
  readonly streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/changes';
  readonly shardId = SHARD;
  readonly asked: Readonly<Record<string, unknown>>[] = [];
  /** Gives each read so many empty pages first, as a shard does which has little in it. */
  emptyPages = 0;
  private records: Kept[] = [];
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly server: Http2Server = createServer(async (request, response) => {
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    const input = Object(await json(request));
    this.asked.push({ action, ...input });
    const { status, body } = this.answer(action, input);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });

  async start(): Promise<this> {
    this.server.on('session', (session) => this.sessions.add(session));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  stop(): void {
    for (const session of this.sessions) session.destroy();
    this.server.close();
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Its sequence numbers are far apart, as those of a shard are. */
  sequenceNumber(place: number): string {
    return String(FIRST + BigInt(place) * 1_000_003n);
  }

  /** Appends data, in base64, and gives its place: 0, 1 and so on. */
  put(Data: string): number {
    const place = this.records.length;
    const SequenceNumber = this.sequenceNumber(place);
    this.records.push({ SequenceNumber, PartitionKey: 'key', Data, ApproximateArrivalTimestamp: 1_479_499_740.5 });
    return place;
  }

  /** Lets so many of the oldest records expire. */
  trim(count: number): void {
    this.records = this.records.slice(count);
  }

  private answer(action: string, input: Readonly<Record<string, unknown>>): { status: number; body: object } {
    if (input.StreamARN !== this.streamArn) {
      const message = `Stream ${input.StreamARN} under account 123456789012 not found.`;
      return { status: 400, body: { __type: 'ResourceNotFoundException', message } };
    }
    switch (action) {
      // Begins with the oldest record there is, where this one has expired.
      case 'GetShardIterator':
        return { status: 200, body: { ShardIterator: `${this.emptyPages} ${input.StartingSequenceNumber}` } };
      case 'GetRecords': {
        const [empty = 0n, from = 0n] = String(input.ShardIterator).split(' ').map(BigInt);
        if (empty > 0n) return { status: 200, body: { Records: [], NextShardIterator: `${empty - 1n} ${from}` } };
        const Records = this.records.filter(({ SequenceNumber }) => BigInt(SequenceNumber) >= from).slice(0, 2);
        const next = BigInt(Records.at(-1)?.SequenceNumber ?? from) + 1n;
        return { status: 200, body: { Records, NextShardIterator: `0 ${next}`, MillisBehindLatest: 0 } };
      }
      default:
        return { status: 400, body: { __type: 'UnknownOperationException', message: action } };
    }
  }
}

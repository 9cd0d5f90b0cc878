import type { DeliveredRecord } from '../target/target.js';
import type { ShardRange } from './failed-batch.js';
import { readRange } from './read-range.js';
import { connectStreams, type ShardClient } from './shard-client.js';

/** Reads the records of a failed batch again. */
export type ReadBatch = (range: ShardRange) => Promise<readonly DeliveredRecord[]>;

/** Reads from any number of streams, with a connection for each region, made when it is first needed. */
export function shardReader({
  region,
  endpoint,
}: {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}): { read: ReadBatch; close(): void } {
  const clients = new Map<string, ShardClient>();

  async function clientFor({ streamArn, service }: ShardRange): Promise<ShardClient> {
    if (service === 'kinesis')
      throw new Error('batches of Kinesis are run from a bucket, whose objects hold the records; a queue holds none');
    const [, , , regionOfStream = ''] = streamArn.split(':');
    const client =
      clients.get(regionOfStream) ?? (await connectStreams(region ?? (regionOfStream || undefined), endpoint));
    clients.set(regionOfStream, client);
    return client;
  }

  return {
    read: async (range) => readRange(await clientFor(range), range),
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}

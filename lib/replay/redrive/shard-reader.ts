import type { DeliveredRecord } from '../target/target.js';
import type { ShardRange } from './failed-batch.js';
import { connectKinesis } from './kinesis-client.js';
import { readRange } from './read-range.js';
import type { ShardClient } from './shard-client.js';
import { connectStreams } from './streams-client.js';

/** Reads the records of a failed batch again. */
export type ReadBatch = (range: ShardRange) => Promise<readonly DeliveredRecord[]>;

/** Reads from any number of streams, with a connection for each service and region, made when it is first needed. */
export function shardReader({
  region,
  endpoint,
}: {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}): { read: ReadBatch; close(): void } {
  const clients = new Map<string, ShardClient>();

  async function clientFor({ streamArn, service }: ShardRange): Promise<ShardClient> {
    const [, , , regionOfStream = ''] = streamArn.split(':');
    const place = `${service} ${regionOfStream}`;
    const options = { region: region ?? (regionOfStream || undefined), endpoint };
    const client = clients.get(place) ?? (await (service === 'kinesis' ? connectKinesis : connectStreams)(options));
    clients.set(place, client);
    return client;
  }

  return {
    read: async (range) => readRange(await clientFor(range), range),
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}

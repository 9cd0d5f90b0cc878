import type { DynamoDBStreamsClientConfig } from '@aws-sdk/client-dynamodb-streams';
import { EventSourceMapping } from '../mapping/event-source-mapping.js';
import { connectStreams, streamsSource } from '../streams-source.js';
import type { CurrentHandler } from './current-handler.js';
import type { Reporter } from './reporter.js';

/** The pause between two reads of an engine while something happens. */
const LOCAL_POLL_MS = 20;
const LAMBDA_POLLS = { pollIntervalMs: 250 };

export interface FollowedStream {
  readonly streamArn: string;
  readonly mapping: EventSourceMapping;
  close(): Promise<void>;
}

interface FollowOptions {
  readonly config: DynamoDBStreamsClientConfig;
  readonly isLocal: boolean;
  /** How many streams are followed. */
  readonly streams: number;
  readonly verbose: boolean;
}

/** The pause between two reads of an idle stream: all streams are read four times a second, one at most twice. */
export function idlePollMs(streams: number): number {
  return Math.max(500, 250 * streams);
}

/** Follows one stream with the handler as it is at each invocation. */
export async function followed(
  streamArn: string,
  { config, isLocal, streams, verbose }: FollowOptions,
  current: CurrentHandler,
  reporter: Reporter,
): Promise<FollowedStream> {
  const client = await connectStreams(config);
  const mapping = new EventSourceMapping({
    source: streamsSource(client, streamArn),
    invoke: (event, requestId) => current.invoke(event, requestId),
    eventSource: { ...current.eventSource(), enabled: true },
    ...(isLocal ? { pollIntervalMs: LOCAL_POLL_MS, idlePollIntervalMs: idlePollMs(streams) } : LAMBDA_POLLS),
    onEvent: (event) => {
      if (verbose || event.type !== 'polled') reporter.mapping(event);
    },
    warn: (message) => reporter.note(message),
  });
  try {
    await mapping.start();
  } catch (error) {
    client.destroy();
    throw error;
  }
  return {
    streamArn,
    mapping,
    async close() {
      await mapping.stop();
      client.destroy();
    },
  };
}

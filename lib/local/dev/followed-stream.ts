import type { DynamoDBStreamsClientConfig } from '@aws-sdk/client-dynamodb-streams';
import { EventSourceMapping } from '../mapping/event-source-mapping.js';
import { connectStreams, streamsSource } from '../streams-source.js';
import type { CurrentHandler } from './current-handler.js';
import type { Reporter } from './reporter.js';

const LOCAL_POLL_MS = 20;
const LAMBDA_POLL_MS = 250;

export interface FollowedStream {
  readonly streamArn: string;
  readonly mapping: EventSourceMapping;
  close(): Promise<void>;
}

/** Follows one stream with the handler as it is at each invocation. */
export async function followed(
  streamArn: string,
  config: DynamoDBStreamsClientConfig,
  isLocal: boolean,
  current: CurrentHandler,
  reporter: Reporter,
): Promise<FollowedStream> {
  const client = await connectStreams(config);
  const mapping = new EventSourceMapping({
    source: streamsSource(client, streamArn),
    invoke: (event, requestId) => current.invoke(event, requestId),
    eventSource: { ...current.eventSource(), enabled: true },
    pollIntervalMs: isLocal ? LOCAL_POLL_MS : LAMBDA_POLL_MS,
    onEvent: (event) => reporter.mapping(event),
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

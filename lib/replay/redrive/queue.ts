import { tellAwsError } from '../../loading/aws-error.js';
import { clientLocation } from '../../loading/client-location.js';
import { load } from '../../loading/optional-package.js';
import { compareRanges, readFailedBatch } from './failed-batch.js';
import type { FailureEntry, FailureSource } from './failure-source.js';

/** A message as SQS gives it. */
interface Message {
  readonly MessageId?: string | undefined;
  readonly ReceiptHandle?: string | undefined;
  readonly Body?: string | undefined;
}

/** The part of the `SQS` of `@aws-sdk/client-sqs` that is used. */
interface QueueClient {
  receiveMessage(
    input: { QueueUrl: string; MaxNumberOfMessages: number; VisibilityTimeout: number; WaitTimeSeconds: number },
    options: { abortSignal: AbortSignal },
  ): Promise<{ Messages?: Message[] | undefined }>;
  changeMessageVisibilityBatch(input: {
    QueueUrl: string;
    Entries: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[];
  }): Promise<unknown>;
  deleteMessage(input: { QueueUrl: string; ReceiptHandle: string }): Promise<unknown>;
  destroy(): void;
}

export interface QueueOptions {
  readonly region?: string | undefined;
  /** For how long nobody else gets the messages; it is made longer again and again while they are needed. */
  readonly visibilitySeconds?: number;
}

/** The most that one call takes or gives. */
const PAGE = 10;

/** A long poll asks all servers of the queue: an answer without messages means that there are none. */
const WAIT_SECONDS = 1;

/**
 * The messages of a queue of SQS. They are all received first, so that those of a shard can be run in order, and are
 * kept from others until the end: then what is left can be received again at once.
 *
 * @throws ConfigurationError where `@aws-sdk/client-sqs` is not installed
 */
export async function openQueue(queueUrl: string, options: QueueOptions = {}): Promise<FailureSource> {
  const { visibilitySeconds = 120 } = options;
  const client = await connect(queueUrl, options.region ?? regionOf(queueUrl));
  /** The receipts of the messages that are held, by their ids. */
  const held = new Map<string, string>();
  let heartbeat: NodeJS.Timeout | undefined;

  async function receive(signal: AbortSignal): Promise<FailureEntry[]> {
    const bodies = new Map<string, string>();
    while (!signal.aborted) {
      const { Messages = [] } = await call('sqs:ReceiveMessage', () =>
        client.receiveMessage(
          {
            QueueUrl: queueUrl,
            MaxNumberOfMessages: PAGE,
            VisibilityTimeout: visibilitySeconds,
            WaitTimeSeconds: WAIT_SECONDS,
          },
          { abortSignal: signal },
        ),
      ).catch((error: unknown) => {
        if (signal.aborted) return { Messages: [] };
        throw error;
      });
      if (Messages.length === 0) break;
      for (const { MessageId: id = '', ReceiptHandle: receipt = '', Body: body = '' } of Messages) {
        // A standard queue may give a message twice: the later receipt is the one that counts.
        held.set(id, receipt);
        bodies.set(id, body);
      }
      heartbeat ??= setInterval(() => void hold(visibilitySeconds).catch(ignore), (visibilitySeconds * 1000) / 3);
    }
    return inStreamOrder(Array.from(bodies, ([id, body]) => ({ id, body }))).map(({ id, body }) => entryOf(id, body));
  }

  /** Keeps what is held from others for so long, from now on; with 0, no longer. */
  async function hold(seconds: number): Promise<void> {
    const receipts = [...held.values()];
    for (let start = 0; start < receipts.length; start += PAGE) {
      const Entries = receipts.slice(start, start + PAGE).map((ReceiptHandle, position) => {
        return { Id: String(position), ReceiptHandle, VisibilityTimeout: seconds };
      });
      await client.changeMessageVisibilityBatch({ QueueUrl: queueUrl, Entries });
    }
  }

  function entryOf(id: string, body: string): FailureEntry {
    return {
      name: `message ${id}`,
      read: async () => body,
      async done() {
        const ReceiptHandle = held.get(id) ?? '';
        await call('sqs:DeleteMessage', () => client.deleteMessage({ QueueUrl: queueUrl, ReceiptHandle }));
        held.delete(id);
      },
      // A message has no room for a note: it is in the summary.
      failed: async () => undefined,
    };
  }

  async function call<T>(permissions: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Error && /QueueDoesNotExist|NonExistentQueue/.test(error.name)) error.name = 'NotFound';
      throw tellAwsError(error, { notFound: `There is no queue ${queueUrl}`, permissions, endpoint: queueUrl });
    }
  }

  return {
    where: queueUrl,
    holdsEvents: false,
    settled: 'deleted',
    list: receive,
    async close() {
      clearInterval(heartbeat);
      // What cannot be let go of becomes visible by itself.
      await hold(0).catch(ignore);
      client.destroy();
    },
  };
}

const ignore = () => undefined;

/** What is no failed batch comes last. */
function inStreamOrder<T extends { readonly body: string }>(messages: readonly T[]): T[] {
  const read = messages.map((message) => ({ message, text: readFailedBatch(message.body, { holdsEvents: false }) }));
  const sorted = read.sort(({ text: a }, { text: b }) => {
    if ('batch' in a && 'batch' in b) return compareRanges(a.batch.range, b.batch.range);
    return Number('problem' in a) - Number('problem' in b);
  });
  return sorted.map(({ message }) => message);
}

/** Queues of AWS have it in their URLs. */
function regionOf(queueUrl: string): string | undefined {
  return /\bsqs\.([a-z0-9-]+)\.amazonaws\./.exec(queueUrl)?.[1];
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
async function connect(queueUrl: string, region: string | undefined): Promise<QueueClient> {
  const name: string = '@aws-sdk/client-sqs';
  const { SQS } = await load<{ SQS: new (config: object) => QueueClient }>(
    name,
    () => import(name),
    'onstream redrive',
  );
  return new SQS(clientLocation({ region, endpoint: new URL(queueUrl).origin }));
}

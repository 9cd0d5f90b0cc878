import { tellAwsError } from '../../loading/aws-error.js';
import { parseBucketUrl } from '../../loading/bucket-url.js';
import { clientLocation } from '../../loading/client-location.js';
import { type BucketClient, connectBucket } from './bucket-client.js';
import { BucketLock, LOCK } from './bucket-lock.js';
import { type FailureEntry, type FailureSource, NOTE, noteText, UnreadableEntryError } from './failure-source.js';

export interface BucketOptions {
  readonly region?: string | undefined;
  /** Where S3 answers, for a stand-in of AWS. */
  readonly endpoint?: string | undefined;
  /** Reads alone, and also while another run goes on. @default false */
  readonly isDryRun?: boolean | undefined;
  /** For how many milliseconds a lock is valid after it was written last. @default 120,000 */
  readonly leaseMs?: number | undefined;
}

/**
 * The objects of a bucket of S3 under a prefix, as Lambda's own failure destination and `toBucket` write them, in the
 * order of their keys: that of time within a shard. What succeeded moves to `done/` under the prefix; beside what failed
 * again is why, in an object whose key ends with `.error.json`. The prefix is locked for one run at a time.
 *
 * @throws ConfigurationError where the URL is none, or `@aws-sdk/client-s3` is not installed
 */
export async function openBucket(url: string, options: BucketOptions = {}): Promise<FailureSource> {
  const { region, endpoint, isDryRun = false, leaseMs } = options;
  const { bucket: Bucket, prefix } = parseBucketUrl(url, 'redrive');
  const client = await connectBucket({
    // Stand-ins have no host name for each bucket.
    forcePathStyle: endpoint !== undefined,
    ...clientLocation({ region, endpoint }),
  });
  const noted = new Set<string>();
  const lock = isDryRun ? undefined : new BucketLock({ client, bucket: Bucket, prefix, leaseMs });

  async function list(signal: AbortSignal): Promise<FailureEntry[]> {
    await call('s3:GetObject, s3:PutObject and s3:DeleteObject', async () => lock?.acquire());
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page: Awaited<ReturnType<BucketClient['listObjectsV2']>> = await call('s3:ListBucket', () =>
        client.listObjectsV2({ Bucket, Prefix: prefix, ...(token !== undefined && { ContinuationToken: token }) }),
      );
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined && !signal.aborted);
    for (const key of keys) if (key.endsWith(NOTE)) noted.add(key);
    for (const key of keys) if (key.endsWith(LOCK)) await call('s3:GetObject', async () => lock?.refuseLocked(key));
    const isBatch = (key: string) =>
      !key.startsWith(`${prefix}done/`) && ![NOTE, LOCK, '/'].some((end) => key.endsWith(end));
    return keys.filter(isBatch).map(entryOf);
  }

  function entryOf(key: string): FailureEntry {
    const note = key + NOTE;
    return {
      name: `s3://${Bucket}/${key}`,
      async read() {
        await call('s3:PutObject', async () => lock?.check());
        try {
          return await call('s3:GetObject', () => readObject(key));
        } catch (error) {
          if (error instanceof Error && isAboutObject(error.cause))
            throw new UnreadableEntryError(error.message, { cause: error });
          throw error;
        }
      },
      done: () =>
        call('s3:GetObject, s3:PutObject and s3:DeleteObject', async () => {
          const CopySource = encodeURIComponent(`${Bucket}/${key}`);
          await client.copyObject({ Bucket, CopySource, Key: `${prefix}done/${key.slice(prefix.length)}` });
          await client.deleteObject({ Bucket, Key: key });
          if (noted.delete(note)) await client.deleteObject({ Bucket, Key: note });
        }),
      failed: (why) =>
        call('s3:PutObject', async () => {
          await client.putObject({ Bucket, Key: note, Body: noteText(why), ContentType: 'application/json' });
        }),
    };
  }

  async function readObject(key: string): Promise<string> {
    const { Body } = await client.getObject({ Bucket, Key: key });
    return (await Body?.transformToString()) ?? '';
  }

  async function call<T>(permissions: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw tellAwsError(error, { notFound: `There is no ${url}`, permissions, endpoint });
    }
  }

  async function close(): Promise<void> {
    await lock?.release();
    client.destroy();
  }

  return { where: url, holdsEvents: true, settled: 'moved to done/', list, close };
}

/** What S3 says of one object: it is gone, archived, or encrypted with a key that may not be used. */
const OBJECT_FAULTS = new Set(['NoSuchKey', 'InvalidObjectState', 'AccessDenied', 'KMS.DisabledException']);

function isAboutObject(error: unknown): boolean {
  return error instanceof Error && OBJECT_FAULTS.has(error.name);
}

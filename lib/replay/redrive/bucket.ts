import { tellAwsError } from '../../loading/aws-error.js';
import { parseBucketUrl } from '../../loading/bucket-url.js';
import { clientLocation } from '../../loading/client-location.js';
import { load } from '../../loading/optional-package.js';
import { type FailureEntry, type FailureSource, NOTE, noteText, UnreadableEntryError } from './failure-source.js';

/** The part of the `S3` of `@aws-sdk/client-s3` that is used. */
interface BucketClient {
  listObjectsV2(input: { Bucket: string; Prefix: string; ContinuationToken?: string }): Promise<{
    readonly Contents?: { readonly Key?: string | undefined }[] | undefined;
    readonly NextContinuationToken?: string | undefined;
  }>;
  getObject(input: { Bucket: string; Key: string }): Promise<{
    readonly Body?: { transformToString(): Promise<string> } | undefined;
  }>;
  putObject(input: { Bucket: string; Key: string; Body: string; ContentType: string }): Promise<unknown>;
  copyObject(input: { Bucket: string; Key: string; CopySource: string }): Promise<unknown>;
  deleteObject(input: { Bucket: string; Key: string }): Promise<unknown>;
  destroy(): void;
}

export interface BucketOptions {
  readonly region?: string | undefined;
  /** Where S3 answers, for a stand-in of AWS. */
  readonly endpoint?: string | undefined;
}

/**
 * The objects of a bucket of S3 under a prefix, as Lambda's own failure destination and `toBucket` write them, in the
 * order of their keys: that of time within a shard. What succeeded moves to `done/` under the prefix; beside what failed
 * again is why, in an object whose key ends with `.error.json`.
 *
 * @throws ConfigurationError where the URL is none, or `@aws-sdk/client-s3` is not installed
 */
export async function openBucket(url: string, { region, endpoint }: BucketOptions = {}): Promise<FailureSource> {
  const { bucket: Bucket, prefix } = parseBucketUrl(url, 'redrive');
  const client = await connect({
    // Stand-ins have no host name for each bucket.
    forcePathStyle: endpoint !== undefined,
    ...clientLocation({ region, endpoint }),
  });
  const noted = new Set<string>();

  async function list(signal: AbortSignal): Promise<FailureEntry[]> {
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
    const isBatch = (key: string) => !key.startsWith(`${prefix}done/`) && !key.endsWith(NOTE) && !key.endsWith('/');
    return keys.filter(isBatch).map(entryOf);
  }

  function entryOf(key: string): FailureEntry {
    const note = key + NOTE;
    return {
      name: `s3://${Bucket}/${key}`,
      read: () =>
        call('s3:GetObject', () => readObject(key)).catch((error: unknown) => {
          if (error instanceof Error && isAboutObject(error.cause))
            throw new UnreadableEntryError(error.message, { cause: error });
          throw error;
        }),
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

  return { where: url, holdsEvents: true, settled: 'moved to done/', list, close: async () => client.destroy() };
}

/** What S3 says of one object: it is gone, archived, or encrypted with a key that may not be used. */
const OBJECT_FAULTS = new Set(['NoSuchKey', 'InvalidObjectState', 'AccessDenied', 'KMS.DisabledException']);

function isAboutObject(error: unknown): boolean {
  return error instanceof Error && OBJECT_FAULTS.has(error.name);
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
async function connect(config: object): Promise<BucketClient> {
  const name: string = '@aws-sdk/client-s3';
  const { S3 } = await load<{ S3: new (config: object) => BucketClient }>(name, () => import(name), 'onstream redrive');
  return new S3(config);
}

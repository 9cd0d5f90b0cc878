import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { tellAwsError } from '../../loading/aws-error.js';
import { parseBucketUrl } from '../../loading/bucket-url.js';
import { clientLocation } from '../../loading/client-location.js';
import { load } from '../../loading/optional-package.js';
import type { ExportStore } from './store.js';

export interface BucketOptions {
  /** @default the environment's */
  readonly region?: string | undefined;
  /** Where S3 answers, for a stand-in of AWS. */
  readonly endpoint?: string | undefined;
}

/** A connection may break in a large object, which AWS's client leaves to whoever reads it. */
const DOWNLOADS = 3;

/** The part of the `S3` of `@aws-sdk/client-s3` that is used: nothing that writes. */
interface ObjectReader {
  listObjectsV2(
    input: { Bucket: string; Prefix: string; ContinuationToken?: string },
    options: { abortSignal: AbortSignal | undefined },
  ): Promise<{
    readonly Contents?: readonly { readonly Key?: string }[];
    readonly NextContinuationToken?: string;
  }>;
  getObject(
    input: { Bucket: string; Key: string },
    options: { abortSignal: AbortSignal | undefined },
  ): Promise<{ readonly Body?: Readable }>;
  destroy(): void;
}

/**
 * An export as DynamoDB put it into its bucket. Each object is downloaded whole before it is read, since its checksum has
 * to be right before anything in it is replayed: the temporary folder needs room for one of them.
 *
 * @throws ConfigurationError for a URL that names no bucket, and where `@aws-sdk/client-s3` is not installed
 */
export async function bucketStore(url: string, { region, endpoint }: BucketOptions): Promise<ExportStore> {
  const { bucket, prefix } = parseBucketUrl(url, 'Export');
  const client = await connect({
    followRegionRedirects: true,
    // A stand-in has no host name for each bucket.
    forcePathStyle: endpoint !== undefined,
    ...clientLocation({ region, endpoint }),
  });
  const locate = (name: string) => `s3://${bucket}/${name}`;

  async function ask<T>(call: () => Promise<T>, name: string, permissions: string): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw tellAwsError(error, { notFound: `${locate(name)} is not there`, permissions, endpoint });
    }
  }

  async function download(name: string, path: string, signal: AbortSignal | undefined, tries = 1): Promise<void> {
    const get = () => client.getObject({ Bucket: bucket, Key: name }, { abortSignal: signal });
    const { Body } = await ask(get, name, 's3:GetObject');
    if (Body === undefined) throw new Error(`S3 gave ${locate(name)} without a body`);
    try {
      await pipeline(Body, createWriteStream(path, { mode: 0o600 }), { signal });
    } catch (error) {
      if (tries === DOWNLOADS || signal?.aborted) throw error;
      await download(name, path, signal, tries + 1);
    }
  }

  return {
    root: prefix,
    async list(folder, signal) {
      const names = new Set<string>();
      let ContinuationToken: string | undefined;
      do {
        const input = { Bucket: bucket, Prefix: folder, ...(ContinuationToken !== undefined && { ContinuationToken }) };
        const list = () => client.listObjectsV2(input, { abortSignal: signal });
        const page = await ask(list, folder.replace(/\/$/, ''), 's3:ListBucket');
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) names.add(Key);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return names;
    },
    async fetch(name, signal) {
      const folder = await mkdtemp(join(tmpdir(), 'onstream-export-'));
      const path = join(folder, randomUUID());
      const done = () => rm(folder, { recursive: true, force: true });
      try {
        await download(name, path, signal);
        return { path, done };
      } catch (error) {
        await done();
        throw error;
      }
    },
    locate,
    close: () => client.destroy(),
  };
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
async function connect(config: object): Promise<ObjectReader> {
  const name: string = '@aws-sdk/client-s3';
  const { S3 } = await load<{ S3: new (config: object) => ObjectReader }>(name, () => import(name), 'onstream replay');
  return new S3(config);
}

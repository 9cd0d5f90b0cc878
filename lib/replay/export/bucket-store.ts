import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unexpected } from '../../errors.js';
import { tellAwsError } from '../../loading/aws-error.js';
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

/** The part of the `S3` of @aws-sdk/client-s3 that is used: nothing that writes. */
interface ObjectReader {
  listObjectsV2(input: { Bucket: string; Prefix: string; ContinuationToken?: string }): Promise<{
    readonly Contents?: readonly { readonly Key?: string }[];
    readonly NextContinuationToken?: string;
  }>;
  getObject(input: { Bucket: string; Key: string }): Promise<{ readonly Body?: Readable }>;
  destroy(): void;
}

/**
 * An export as DynamoDB put it into its bucket. Each object is downloaded whole before it is read, since its checksum has
 * to be right before anything in it is replayed: the temporary folder needs room for one of them.
 *
 * @throws ConfigurationError for a URL that names no bucket, and where @aws-sdk/client-s3 is not installed
 */
export async function bucketStore(url: string, { region, endpoint }: BucketOptions): Promise<ExportStore> {
  const { bucket, root } = parseBucketUrl(url);
  const client = await connect({
    followRegionRedirects: true,
    // A stand-in has no host name for each bucket.
    forcePathStyle: endpoint !== undefined,
    ...clientLocation({ region, endpoint }),
  });
  const keyOf = (name: string) => posix.join(root, name);
  const locate = (name: string) => `s3://${bucket}/${keyOf(name)}`;

  async function ask<T>(call: () => Promise<T>, name: string, permissions: string): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw tellAwsError(error, { notFound: `${locate(name)} is not there`, permissions, endpoint });
    }
  }

  async function download(name: string, path: string, tries = 1): Promise<void> {
    const get = () => client.getObject({ Bucket: bucket, Key: keyOf(name) });
    const { Body } = await ask(get, name, 's3:GetObject');
    if (Body === undefined) throw new Error(`S3 gave ${locate(name)} without a body`);
    try {
      await pipeline(Body, createWriteStream(path));
    } catch (error) {
      if (tries === DOWNLOADS) throw error;
      await download(name, path, tries + 1);
    }
  }

  return {
    async list(folder) {
      const prefix = keyOf(folder);
      const Prefix = prefix === '.' ? '' : `${prefix}/`;
      const names = new Set<string>();
      let ContinuationToken: string | undefined;
      do {
        const input = { Bucket: bucket, Prefix, ...(ContinuationToken !== undefined && { ContinuationToken }) };
        const page = await ask(() => client.listObjectsV2(input), folder, 's3:ListBucket');
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) names.add(posix.relative(root, Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return names;
    },
    async fetch(name) {
      const folder = await mkdtemp(join(tmpdir(), 'onstream-export-'));
      const path = join(folder, randomUUID());
      const done = () => rm(folder, { recursive: true, force: true });
      try {
        await download(name, path);
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

function parseBucketUrl(url: string): { bucket: string; root: string } {
  const [, bucket, path = ''] = /^s3:\/\/([\w.-]+)(?:\/(.*))?$/.exec(url) ?? [];
  if (bucket === undefined) throw unexpected('Export', url, 'a URL such as "s3://bucket" or "s3://bucket/prefix"');
  return { bucket, root: path.replace(/\/+$/, '') };
}

/** By a name that the compiler does not see through: types that name the packages would need them installed. */
async function connect(config: object): Promise<ObjectReader> {
  const name: string = '@aws-sdk/client-s3';
  const { S3 } = await load<{ S3: new (config: object) => ObjectReader }>(name, () => import(name), 'onstream replay');
  return new S3(config);
}

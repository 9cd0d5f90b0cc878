import { unexpected } from '../errors.js';

/** A place in a bucket of S3. */
export interface BucketPlace {
  readonly bucket: string;
  /** What the keys begin with; ends with a slash unless it is empty. */
  readonly prefix: string;
}

/**
 * Reads `s3://bucket/prefix`. The prefix is what keys begin with, as it is written: to S3 `a//b` and `a/../b` are keys like
 * others, and no paths. Only a slash at its end is added where it lacks one.
 *
 * @throws ConfigurationError where it names no bucket
 */
export function parseBucketUrl(url: string, where: string): BucketPlace {
  const [, bucket, path = ''] = /^s3:\/\/([\w.-]+)(?:\/(.*))?$/s.exec(url) ?? [];
  if (bucket === undefined) throw unexpected(where, url, 'a URL such as "s3://bucket" or "s3://bucket/prefix"');
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` };
}

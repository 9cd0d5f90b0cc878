import { checkKeys } from '../../errors.js';
import { parseBucketUrl } from '../../loading/bucket-url.js';
import { type ClientOptions, connectOnce, connectS3 } from './clients.js';
import { type FailureDestination, handOver, textWithPayload } from './destination.js';
import { checkMappingId, type ObjectKeyOptions, objectKey } from './object-key.js';

export interface ToBucketOptions extends ClientOptions, ObjectKeyOptions {}

/**
 * Keeps the batches that are given up in a bucket of S3: an object for each, with the invocation record and the whole
 * event as its `payload`, under Lambda's keys, with the prefix in front. Needs the package `@aws-sdk/client-s3`.
 *
 * @example
 * ```ts
 * new EventSourceMapping({
 *   source,
 *   invoke: (event) => handler(event),
 *   onFailure: toBucket('s3://failed-orders/local', { clientConfig: { region: 'eu-west-1' } }),
 * });
 * ```
 *
 * @throws ConfigurationError where the URL or an option is none, and with the first batch where the package is missing
 */
export function toBucket(url: string, options: ToBucketOptions = {}): FailureDestination {
  return putIntoBucket(url, options, connectS3);
}

/** `toBucket` with a choice of how to connect. */
export function putIntoBucket(url: string, options: ToBucketOptions, connect: typeof connectS3): FailureDestination {
  const { bucket, prefix } = parseBucketUrl(url, 'toBucket');
  checkKeys(options, ['clientConfig', 'mappingId'], 'toBucket');
  checkMappingId(options.mappingId, 'toBucket');
  const connected = connectOnce(connect, options.clientConfig);
  return async (record, payload) => {
    const client = await connected();
    const key = prefix + objectKey(record, options.mappingId);
    const body = textWithPayload(record, payload);
    await handOver(record, `s3://${bucket}/${key}`, () =>
      client.putObject({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }),
    );
  };
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ConfigurationError } from '../../errors.js';

/**
 * @throws ConfigurationError where a file's bytes are not those that its manifest was written for; an AbortError where the
 * signal ends it
 */
export async function verifyChecksum(
  path: string,
  md5Checksum: string,
  where: string,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash, { signal });
  const actual = hash.digest('base64');
  if (actual === md5Checksum) return;
  throw new ConfigurationError(
    `${where}: found the MD5 ${actual}, expected ${md5Checksum} as manifest-files.json says: the file was changed, or is ` +
      'not whole; copy it from the bucket again',
  );
}

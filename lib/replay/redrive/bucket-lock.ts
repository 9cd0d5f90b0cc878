import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '../../errors.js';
import { holderOf, type LockHolder } from '../../files/file-lock.js';
import { stateOf, thisProcess } from '../../files/process-identity.js';
import type { BucketClient } from './bucket-client.js';

/** The end of a lock's key. */
export const LOCK = '.redrive.lock';

/** A lock is valid for so many milliseconds after it was written last; a run writes it three times as often. */
const LEASE_MS = 120_000;

export interface BucketLockOptions {
  readonly client: BucketClient;
  readonly bucket: string;
  readonly prefix: string;
  /** Milliseconds. @default 120,000 */
  readonly leaseMs?: number | undefined;
}

/** Other runs may write a lock and delete it between this run's requests, but not for ever. */
const MAX_TRIES = 10;

interface FoundLock {
  readonly holder: LockHolder | undefined;
  readonly etag: string;
  readonly isValid: boolean;
}

/**
 * A lock on the objects of a bucket under a prefix: an object that S3 writes only if there is none, or the one that was
 * read. It is written again while the run goes on. One that was left behind is taken over: at once where its process was
 * on this machine, else when its lease is over by the clock of S3.
 */
export class BucketLock {
  readonly #token = randomBytes(8).toString('hex');
  readonly #since = new Date().toISOString();
  readonly #options: BucketLockOptions;
  readonly #leaseMs: number;
  /** Of the lock that this run wrote last; empty where S3 names none. */
  #etag: string | undefined;
  #isLost = false;
  #writes = 0;
  #validUntil = 0;
  #renewal: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: BucketLockOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
  }

  /** @throws ConfigurationError where another run has the prefix, or one around it */
  async acquire(): Promise<void> {
    const key = this.#options.prefix + LOCK;
    for (let tries = 0; this.#etag === undefined; tries++) {
      if (tries === MAX_TRIES) throw this.#unlockable(key);
      const found = await this.#find(key);
      if (found?.holder?.token === this.#token) this.#etag = found.etag;
      else if (found?.isValid) throw this.#inUse(key, found);
      else await this.#write(found?.etag);
    }
    this.#renewal = setInterval(() => void this.#renewNext(), this.#leaseMs / 3).unref();
    for (const outer of prefixesAround(this.#options.prefix)) await this.refuseLocked(outer + LOCK);
  }

  /** Refuses the lock of another run under this prefix or around it: of two runs, at least one finds the other's. */
  async refuseLocked(key: string): Promise<void> {
    const found = await this.#find(key);
    if (found?.isValid && found.holder?.token !== this.#token) throw this.#inUse(key, found);
  }

  /** @throws ConfigurationError where another run may have the lock by now */
  async check(): Promise<void> {
    if (this.#isOver()) await this.#renewNext();
    if (!this.#isOver()) return;
    throw new ConfigurationError(
      `The lock ${this.#urlOf(this.#options.prefix + LOCK)} could not be kept: another run may handle these batches. ` +
        'Run the command again for those that are left.',
    );
  }

  /** Deletes the lock, if it is still this run's. What cannot be deleted ends with its lease. */
  async release(): Promise<void> {
    clearInterval(this.#renewal);
    await this.#writing;
    const { client, bucket: Bucket, prefix } = this.#options;
    if (this.#etag === undefined || this.#isLost) return;
    const condition = this.#etag !== '' && { IfMatch: this.#etag };
    await client.deleteObject({ Bucket, Key: prefix + LOCK, ...condition }).catch(() => undefined);
  }

  #isOver(): boolean {
    return this.#isLost || Date.now() >= this.#validUntil;
  }

  #renewNext(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#renew());
    return this.#writing;
  }

  async #renew(): Promise<void> {
    if (this.#isLost) return;
    try {
      if (await this.#write(this.#etag)) return;
      // It is this run's where S3 wrote it and the answer was lost.
      const found = await this.#find(this.#options.prefix + LOCK);
      if (found?.holder?.token === this.#token) this.#etag = found.etag;
      else this.#isLost = true;
    } catch {
      // The lock is valid for a while, in which the next try may succeed.
    }
  }

  /** Writes the lock in the place of one that was read, or of none. Gives `false` where there is another one now. */
  async #write(etag: string | undefined): Promise<boolean> {
    const { client, bucket: Bucket, prefix } = this.#options;
    // S3 gives objects of the same content the same ETag.
    const holder = { token: this.#token, since: this.#since, ...thisProcess(), writes: ++this.#writes };
    const begun = Date.now();
    try {
      const { ETag } = await client.putObject({
        Bucket,
        Key: prefix + LOCK,
        Body: JSON.stringify(holder),
        ContentType: 'application/json',
        ...(etag === undefined ? { IfNoneMatch: '*' } : etag !== '' && { IfMatch: etag }),
      });
      this.#etag = ETag ?? '';
      this.#validUntil = begun + this.#leaseMs;
      return true;
    } catch (error) {
      if (isConflict(error, etag)) return false;
      throw error;
    }
  }

  async #find(key: string): Promise<FoundLock | undefined> {
    const { client, bucket: Bucket } = this.#options;
    try {
      const { Body, ETag, LastModified } = await client.getObject({ Bucket, Key: key });
      const holder = holderOf((await Body?.transformToString()) ?? '');
      const age = client.now() - (LastModified?.getTime() ?? 0);
      const hasEnded = holder !== undefined && stateOf(holder) === 'ended';
      // Both times are in whole seconds.
      return { holder, etag: ETag ?? '', isValid: age <= this.#leaseMs + 1000 && !hasEnded };
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  #inUse(key: string, { holder }: FoundLock): ConfigurationError {
    const { prefix } = this.#options;
    const who = holder === undefined ? '' : ` (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
    return new ConfigurationError(
      `${this.#urlOf(prefix)} is being redriven by another run${who}. Wait until that has ended: two at once would handle ` +
        `batches twice. The lock of a run that was killed, ${this.#urlOf(key)}, ends after ${this.#leaseMs / 1000} seconds.`,
    );
  }

  #unlockable(key: string): ConfigurationError {
    return new ConfigurationError(
      `${this.#urlOf(key)} cannot be written: S3 finds one there, and gives none. Is this S3, or something that keeps its conditions on writing?`,
    );
  }

  #urlOf(key: string): string {
    return `s3://${this.#options.bucket}/${key}`;
  }
}

/** S3 found another object than the one that was to be replaced, or none any more, or is just writing one. */
function isConflict(error: unknown, etag: string | undefined): boolean {
  const { $metadata, name } = Object(error);
  const { httpStatusCode: status } = Object($metadata);
  return status === 412 || status === 409 || (etag !== undefined && name === 'NoSuchKey');
}

/** Such as the empty one and `a/` for `a/b/`. */
function prefixesAround(prefix: string): string[] {
  const ends = Array.from(prefix.matchAll(/\//g), ({ index }) => index + 1);
  return prefix === '' ? [] : ['', ...ends.slice(0, -1).map((end) => prefix.slice(0, end))];
}

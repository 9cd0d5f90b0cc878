import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isObject } from '../errors.js';
import { realNow } from '../timers/real-timers.js';
import { type ProcessIdentity, stateOf, thisProcess } from './process-identity.js';

/** A file that at most one process has at a time. */
export interface FileLock {
  release(): void;
}

/** Who has a lock. */
export interface LockHolder extends ProcessIdentity {
  /** Differs for each time that a lock is taken. */
  readonly token: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Another process has the lock, or this one has it already. */
export class LockedError extends Error {
  override readonly name = 'LockedError';

  constructor(
    readonly path: string,
    readonly holder: LockHolder | undefined,
  ) {
    super(`${path} is held by ${holderText(path, holder)}`);
  }
}

/** Such as `process 4711 on build-3, since 2026-03-09T23:05:59.123Z`, with what to do where it cannot be seen from here. */
export function holderText(path: string, holder: LockHolder | undefined): string {
  if (holder === undefined) return `a process that it does not name; if there is none, delete ${path}`;
  const text = `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  return stateOf(holder) === 'unknown' ? `${text}; if that process has ended, delete ${path}` : text;
}

export interface LockOptions {
  /**
   * After how many milliseconds a lock counts as left behind whose process cannot be seen from here, since it is that of
   * another machine. @default never
   */
  readonly abandonedAfterMs?: number;
}

/** A lock file is written at once. One that is still empty after this time was left by a crash. */
const UNWRITTEN_MS = 10_000;

const held = new Map<string, string>();

/**
 * Takes the lock that a file is, which it creates. The lock of a process that has ended is taken over, by one of all that
 * try it at the same time.
 *
 * @throws LockedError where another process has it, or this one; the file system's error where it cannot be written
 */
export function acquireLock(path: string, options: LockOptions = {}): FileLock {
  const token = randomBytes(8).toString('hex');
  const text = JSON.stringify({ token, since: new Date().toISOString(), ...thisProcess() });
  while (!createFile(path, text)) {
    const found = readLock(path);
    if (found === undefined) continue;
    if (!isLeftBehind(found, options)) throw new LockedError(path, found.holder);
    if (replaceLock(path, found.token, text)) break;
  }
  if (held.size === 0) process.on('exit', releaseAll);
  held.set(path, token);
  return { release: () => release(path, token) };
}

/** Who has the lock, if somebody does. Changes nothing. */
export function lockedBy(path: string): LockedError | undefined {
  const found = readLock(path);
  return found === undefined || isLeftBehind(found, {}) ? undefined : new LockedError(path, found.holder);
}

function release(path: string, token: string): void {
  if (held.get(path) !== token) return;
  held.delete(path);
  if (held.size === 0) process.off('exit', releaseAll);
  // Somebody may have deleted it, and another process have taken it since.
  if (readLock(path)?.token === token) rmSync(path, { force: true });
}

function releaseAll(): void {
  for (const [path, token] of held) release(path, token);
}

/**
 * Replaces a lock that was left behind. The right to do that is a lock of its own, named by the token of the one to
 * replace: between reading a lock and replacing it another process may have done the same, and its lock must stay.
 */
function replaceLock(path: string, token: string, text: string): boolean {
  const right = acquireRight(`${path}.${token}`);
  if (right === undefined) return false;
  try {
    if (readLock(path)?.token !== token) return false;
    const written = `${path}.${token}.new`;
    rmSync(written, { force: true });
    writeFileSync(written, text, { flag: 'wx', mode: 0o600 });
    renameSync(written, path);
    return true;
  } finally {
    right.release();
  }
}

function acquireRight(path: string): FileLock | undefined {
  try {
    return acquireLock(path);
  } catch (error) {
    if (error instanceof LockedError) return undefined;
    throw error;
  }
}

interface FoundLock {
  readonly token: string;
  /** `undefined` where the file does not say. */
  readonly holder: LockHolder | undefined;
  readonly writtenAt: number;
}

function isLeftBehind({ holder, writtenAt }: FoundLock, { abandonedAfterMs = Number.POSITIVE_INFINITY }: LockOptions) {
  const age = realNow() - writtenAt;
  if (holder === undefined) return age > UNWRITTEN_MS;
  const state = stateOf(holder);
  return state === 'ended' || (state === 'unknown' && age > abandonedAfterMs);
}

function createFile(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readLock(path: string): FoundLock | undefined {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile()) throw new Error(`${path}: found a link or a folder in place of the lock file: delete it`);
    const { mtimeMs, ino } = stats;
    const holder = holderOf(readFileSync(path, 'utf8'));
    return { token: holder?.token ?? `${ino}-${Math.trunc(mtimeMs)}`, holder, writtenAt: mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Reads who has a lock from what is written in it. */
export function holderOf(text: string): LockHolder | undefined {
  const { token, since, pid, host, boot, namespace, started } = fieldsOf(text);
  if (typeof token !== 'string' || !/^[\da-f]{16}$/.test(token) || typeof pid !== 'number') return undefined;
  const texts = { since, host, boot, namespace, started };
  return { token, pid, ...mapTexts(texts) };
}

function mapTexts<K extends string>(values: Readonly<Record<K, unknown>>): Record<K, string>;
function mapTexts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]));
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

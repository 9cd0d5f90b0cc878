/**
 * What a failed call to a stream means for reading on:
 * - `expired`: the iterator is too old, and the shard must be opened again.
 * - `trimmed`: the position is older than the stream's 24 hours.
 * - `gone`: the shard or the stream does not exist, or not any more.
 * - `passing`: throttled, or a fault of the network or the service; the same call may work later.
 * - `fatal`: nothing that waiting would change, such as missing permissions.
 */
export type StreamFault = 'expired' | 'trimmed' | 'gone' | 'passing' | 'fatal';

const BY_NAME: Readonly<Record<string, StreamFault>> = {
  ExpiredIteratorException: 'expired',
  TrimmedDataAccessException: 'trimmed',
  ResourceNotFoundException: 'gone',
  LimitExceededException: 'passing',
  ProvisionedThroughputExceededException: 'passing',
  RequestLimitExceeded: 'passing',
  ThrottlingException: 'passing',
  InternalFailure: 'passing',
  InternalServerError: 'passing',
  ServiceUnavailable: 'passing',
  TimeoutError: 'passing',
};

/** Node's codes for connections that failed or broke. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Tells by the names of AWS's exceptions and Node's network codes; what neither names is fatal. */
export function faultOf(error: unknown): StreamFault {
  if (!(error instanceof Error)) return 'fatal';
  const named = Object.hasOwn(BY_NAME, error.name) ? BY_NAME[error.name] : undefined;
  if (named !== undefined) return named;
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code)) return 'passing';
  // The SDK marks every answer of the 500s.
  return '$fault' in error && error.$fault === 'server' ? 'passing' : 'fatal';
}

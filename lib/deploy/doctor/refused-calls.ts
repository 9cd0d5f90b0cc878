import type { Unread } from './deployed.js';

/** Makes calls to AWS, and notes those that it refuses, so that the rest can go on. */
export interface Attempts {
  /** What AWS answers; `undefined` where it refuses. Other errors are thrown. */
  attempt<T>(action: string, ask: () => Promise<T>, table?: string): Promise<T | undefined>;
  note(action: string, reason: string, table?: string, remedy?: Unread['remedy']): void;
  readonly unread: readonly Unread[];
  readonly firstError: unknown;
}

export function attempts(): Attempts {
  const unread: Unread[] = [];
  let firstError: unknown;
  const note: Attempts['note'] = (action, reason, table, remedy) => {
    unread.push({ action, reason, ...(table === undefined ? {} : { table }), ...(remedy && { remedy }) });
  };
  return {
    async attempt(action, ask, table) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Error && isRefusal(error))) throw error;
        firstError ??= error;
        note(action, `${error.name}: ${error.message}`, table, isDenied(error) ? undefined : 'wait');
        return undefined;
      }
    },
    note,
    unread,
    get firstError() {
      return firstError;
    },
  };
}

/** Access is denied, or AWS has no time: neither says anything of what was asked for. */
function isRefusal(error: Error): boolean {
  if (isDenied(error)) return true;
  if (/Throttl|TooManyRequests|LimitExceeded|SlowDown/.test(error.name)) return true;
  const { httpStatusCode: status = 0 } = Object(Object(error).$metadata);
  return status === 429 || status >= 500;
}

function isDenied({ name }: Error): boolean {
  return /^(AccessDenied|NotAuthorized|UnauthorizedOperation|KMSAccessDenied)/.test(name);
}

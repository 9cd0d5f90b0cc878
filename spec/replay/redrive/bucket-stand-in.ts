import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../../loopback-server.js';

interface Answer {
  readonly body: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const PRECONDITION_FAILED: Answer = {
  status: 412,
  body: '<Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions did not hold</Message></Error>',
};

/** Answers on loopback as S3 does, with one bucket called `failed`. Lists two keys a page, and keeps conditions. */
export class BucketStandIn extends LoopbackServer {
  readonly objects = new Map<string, string>();
  /** When objects were written, by the clock of the bucket, where that matters. */
  readonly writtenAt = new Map<string, number>();
  /** By how many milliseconds the clock of the bucket differs from this machine's. */
  skewMs = 0;
  /** Runs before a request such as `PUT orders/1` is carried out. */
  before: (request: string) => unknown = () => undefined;
  /** Is asked before each answer for a request such as `PUT orders/1`, and may give another one after it was carried out. */
  instead: (request: string) => number | undefined = () => undefined;

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Not as a URL, which would take a key for a path and normalize it.
    const [pathname = '', query] = String(request.url).split('?');
    const [, bucket, ...path] = pathname.split('/').map(decodeURIComponent);
    const key = path.join('/');
    const body = await text(request);
    await this.before(`${request.method} ${key}`);
    const answer = bucket === 'failed' ? this.answerTo(request, key, body, new URLSearchParams(query)) : undefined;
    const status = this.instead(`${request.method} ${key}`) ?? answer?.status ?? (answer === undefined ? 404 : 200);
    const date = new Date(this.now()).toUTCString();
    response.writeHead(status, { 'content-type': 'application/xml', date, ...answer?.headers });
    response.end(
      answer?.body ??
        `<Error><Code>${bucket === 'failed' ? 'NoSuchKey' : 'NoSuchBucket'}</Code><Message>not there</Message></Error>`,
    );
  }

  now(): number {
    return Date.now() + this.skewMs;
  }

  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  private answerTo(
    { method, headers }: IncomingMessage,
    key: string,
    body: string,
    query: URLSearchParams,
  ): Answer | undefined {
    if (method === 'GET' && key === '') return { body: this.list(query) };
    const found = this.objects.get(key);
    if (method === 'GET') {
      return found === undefined
        ? undefined
        : { body: found, headers: { etag: etagOf(found), ...this.lastModified(key) } };
    }
    const isMatch = headers['if-match'] === undefined || (found !== undefined && headers['if-match'] === etagOf(found));
    if (!isMatch || (headers['if-none-match'] === '*' && found !== undefined)) return PRECONDITION_FAILED;
    if (method === 'DELETE') {
      this.objects.delete(key);
      return { body: '' };
    }
    const source = headers['x-amz-copy-source'];
    const copied = source === undefined ? undefined : decodeURIComponent(String(source)).replace(/^\/?failed\//, '');
    const content = copied === undefined ? body : this.objects.get(copied);
    if (content === undefined) return undefined;
    this.objects.set(key, content);
    this.writtenAt.set(key, this.now());
    const etag = etagOf(content);
    return copied === undefined
      ? { body: '', headers: { etag } }
      : { body: `<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>` };
  }

  private lastModified(key: string): Readonly<Record<string, string>> {
    return { 'last-modified': new Date(this.writtenAt.get(key) ?? this.now()).toUTCString() };
  }

  private list(query: URLSearchParams): string {
    const all = this.keys.filter((key) => key.startsWith(query.get('prefix') ?? ''));
    const start = Number(query.get('continuation-token') ?? 0);
    const page = all.slice(start, start + 2).map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const next = start + 2 < all.length ? `<NextContinuationToken>${start + 2}</NextContinuationToken>` : '';
    return `<ListBucketResult>${page.join('')}${next}</ListBucketResult>`;
  }
}

function etagOf(content: string): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../../loopback-server.js';

/** Answers on loopback as S3 does, with one bucket called `failed`. Lists two keys a page. */
export class BucketStandIn extends LoopbackServer {
  readonly objects = new Map<string, string>();

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Not as a URL, which would take a key for a path and normalize it.
    const [pathname = '', query] = String(request.url).split('?');
    const searchParams = new URLSearchParams(query);
    const [, bucket, ...path] = pathname.split('/').map(decodeURIComponent);
    const key = path.join('/');
    const body = await text(request);
    const source = request.headers['x-amz-copy-source'];
    const answer = bucket === 'failed' ? this.bodyOf(request.method, key, body, source, searchParams) : undefined;
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/xml' });
    response.end(
      answer ?? `<Error><Code>${key ? 'NoSuchKey' : 'NoSuchBucket'}</Code><Message>not there</Message></Error>`,
    );
  }

  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  private bodyOf(
    method: string | undefined,
    key: string,
    body: string,
    source: string | string[] | undefined,
    query: URLSearchParams,
  ): string | undefined {
    if (method === 'GET' && key === '') return this.list(query);
    if (method === 'GET') return this.objects.get(key);
    if (method === 'DELETE') {
      this.objects.delete(key);
      return '';
    }
    const copied = source === undefined ? undefined : decodeURIComponent(String(source)).replace(/^\/?failed\//, '');
    const content = copied === undefined ? body : this.objects.get(copied);
    if (content === undefined) return undefined;
    this.objects.set(key, content);
    return copied === undefined ? '' : '<CopyObjectResult><ETag>"1"</ETag></CopyObjectResult>';
  }

  private list(query: URLSearchParams): string {
    const all = this.keys.filter((key) => key.startsWith(query.get('prefix') ?? ''));
    const start = Number(query.get('continuation-token') ?? 0);
    const page = all.slice(start, start + 2).map((key) => `<Contents><Key>${key}</Key></Contents>`);
    const next = start + 2 < all.length ? `<NextContinuationToken>${start + 2}</NextContinuationToken>` : '';
    return `<ListBucketResult>${page.join('')}${next}</ListBucketResult>`;
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '../../loopback-server.js';

/** A bucket on loopback that answers as S3 does, two keys a page. */
export class Bucket extends LoopbackServer {
  readonly objects = new Map<string, Buffer>();
  readonly asked: string[] = [];
  /** How many of the next downloads break off in the middle. */
  breaks = 0;

  protected answer(request: IncomingMessage, response: ServerResponse): unknown {
    // Not as a URL, which would take a key for a path and normalize it.
    const [path = '', query] = String(request.url).split('?');
    const searchParams = new URLSearchParams(query);
    const [, bucket, ...rest] = path.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    this.asked.push(`${request.method} ${bucket}/${key}`);
    const fail = (status: number, code: string, message: string) => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
    };
    if (bucket === 'secret') return fail(403, 'AccessDenied', 'Access Denied');
    if (bucket !== 'exports') return fail(404, 'NoSuchBucket', 'The specified bucket does not exist');
    if (key === '') {
      response.setHeader('content-type', 'application/xml');
      return response.end(this.page(searchParams.get('prefix') ?? '', searchParams.get('continuation-token') ?? ''));
    }
    const bytes = this.objects.get(key);
    if (bytes === undefined) return fail(404, 'NoSuchKey', 'The specified key does not exist.');
    response.setHeader('content-length', bytes.length);
    if (this.breaks > 0 && key.endsWith('.gz')) {
      this.breaks--;
      return response.write(bytes.subarray(0, 5), () => response.destroy());
    }
    return response.end(bytes);
  }

  private page(prefix: string, after: string): string {
    const keys = [...this.objects.keys()].sort().filter((key) => key.startsWith(prefix) && key > after);
    const listed = keys.slice(0, 2);
    const isTruncated = keys.length > listed.length;
    const contents = listed.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
    const next = isTruncated ? `<NextContinuationToken>${listed.at(-1)}</NextContinuationToken>` : '';
    return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
  }
}

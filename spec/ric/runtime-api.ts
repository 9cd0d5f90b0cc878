import { on } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:orders';

/** What the function is handed, and how far away its timeout is at that moment. */
export interface Invocation {
  readonly event: unknown;
  readonly remainingMs: number;
}

/** What the function gave for it. */
export interface Answer {
  readonly requestId: string;
  readonly kind: 'response' | 'error';
  readonly body: unknown;
  /** Before its timeout: Lambda would have ended it otherwise, and nobody would have heard of it. */
  readonly inTime: boolean;
}

const ROOT = '/2018-06-01/runtime/invocation/';

/**
 * The part of Lambda that hands events to a runtime client. The client asks for an event, which may take for as long as
 * there is none, and posts what became of it, in turns; anything else is an error.
 */
export class RuntimeApi {
  private count = 0;

  private constructor(
    private readonly server: Server,
    private readonly requests: ReturnType<typeof on>,
  ) {}

  /** Listens on loopback. After the signal, whoever waits for the client gets an error. */
  static async listen(signal: AbortSignal): Promise<RuntimeApi> {
    const server = createServer();
    // Keeps those that come before somebody waits for them.
    const requests = on(server, 'request', { signal });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return new RuntimeApi(server, requests);
  }

  /** Host and port: the client knows the rest. */
  get address(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error(`Found address ${address}, expected a port`);
    return `${address.address}:${address.port}`;
  }

  async invoke({ event, remainingMs }: Invocation): Promise<Answer> {
    const next = await this.request('GET', 'next');
    const requestId = `00000000-0000-4000-8000-${String(++this.count).padStart(12, '0')}`;
    const deadline = Date.now() + remainingMs;
    next.response
      .setHeader('Content-Type', 'application/json')
      .setHeader('Lambda-Runtime-Aws-Request-Id', requestId)
      .setHeader('Lambda-Runtime-Deadline-Ms', deadline)
      .setHeader('Lambda-Runtime-Invoked-Function-Arn', FUNCTION_ARN)
      .end(JSON.stringify(event));

    const result = await this.request('POST', `${requestId}/response`, `${requestId}/error`);
    const inTime = Date.now() < deadline;
    result.response.writeHead(202).end();
    return { requestId, kind: result.path.endsWith('/error') ? 'error' : 'response', body: result.body, inTime };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The client's next request. @throws Error where it is another one: `/init/error`, where the bundle does not load */
  private async request(method: 'GET' | 'POST', ...paths: readonly string[]) {
    const { value } = await this.requests.next();
    const request: IncomingMessage = value[0];
    const response: ServerResponse = value[1];
    const body = request.method === 'POST' ? await json(request) : undefined;
    const path = paths.find((expected) => request.url === ROOT + expected);
    if (request.method !== method || path === undefined) {
      const found = `${request.method} ${request.url} ${JSON.stringify(body) ?? ''}`;
      throw new Error(`Found ${found}, expected ${method} ${ROOT}${paths.join(' or ')}`);
    }
    return { path, body, response };
  }
}

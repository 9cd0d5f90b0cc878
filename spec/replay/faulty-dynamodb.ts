import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { LoopbackServer } from '../loopback-server.js';

/** What becomes of one call: `lost` is done, but its answer does not arrive; `refused` is not, for what it says. */
export type Fault = 'none' | 'lost' | 'throttled' | 'refused' | 'broken';

const ERRORS: Readonly<Partial<Record<Fault, readonly [name: string, message: string]>>> = {
  throttled: ['ProvisionedThroughputExceededException', 'The level of configured provisioned throughput was exceeded.'],
  refused: ['ValidationException', 'Item size to update has exceeded the maximum allowed size'],
};

/** Stands between a client and a DynamoDB, and does to its calls what a network and a busy table do. */
export class FaultyDynamoDB extends LoopbackServer {
  /** The operations that were called, such as `UpdateItem`. */
  readonly calls: string[] = [];

  constructor(
    private readonly endpointBehind: string,
    private readonly faultOf: (operation: string, nth: number) => Fault | Promise<Fault>,
  ) {
    super();
  }

  protected async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    this.calls.push(operation);
    const nth = this.calls.filter((one) => one === operation).length - 1;
    const body = await buffer(incoming);
    const fault = await this.faultOf(operation, nth);
    if (fault === 'broken') return void response.destroy();
    const [name, message] = ERRORS[fault] ?? [];
    if (name !== undefined) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }));
      return;
    }
    const forwarded = request(this.endpointBehind, { method: 'POST', headers: incoming.headers }, async (answer) => {
      const text = await buffer(answer);
      if (fault === 'lost') return void response.destroy();
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
    });
    forwarded.on('error', () => response.destroy()).end(body);
  }
}

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { LoopbackServer } from '../../loopback-server.js';

interface Message {
  readonly MessageId: string;
  readonly Body: string;
  isVisible: boolean;
}

/** Answers on loopback as SQS does. A message that was received is visible again when it is let go of, and not by time. */
export class QueueStandIn extends LoopbackServer {
  readonly messages: Message[] = [];
  /** The visibility timeouts that were asked for, one for each call. */
  readonly held: number[] = [];
  /** Refuses what it is asked for by this name. */
  refused: string | undefined;
  private heard: () => void = () => undefined;

  get url(): string {
    return `${this.endpoint}/123456789012/failed`;
  }

  send(...bodies: (string | object)[]): this {
    for (const body of bodies) {
      const Body = typeof body === 'string' ? body : JSON.stringify(body);
      this.messages.push({ MessageId: `m${this.messages.length + 1}`, Body, isVisible: true });
    }
    return this;
  }

  get visible(): string[] {
    return this.messages.filter(({ isVisible }) => isVisible).map(({ MessageId }) => MessageId);
  }

  /** Resolves when messages have been held for longer so many times. */
  async heldTimes(times: number): Promise<void> {
    while (this.held.length < times) await new Promise<void>((resolve) => (this.heard = resolve));
  }

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    const answer = this.bodyOf(action, Object(await json(request)));
    this.heard();
    response.writeHead(action === this.refused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  }

  private bodyOf(action: string, input: Readonly<Record<string, unknown>>): object {
    if (action === this.refused)
      return { __type: 'com.amazonaws.sqs#AccessDeniedException', message: `not allowed: ${action}` };
    switch (action) {
      case 'SendMessage':
        this.send(String(input.MessageBody));
        return { MessageId: 'sent', MD5OfMessageBody: md5(String(input.MessageBody)) };
      case 'ReceiveMessage': {
        const given = this.messages.filter(({ isVisible }) => isVisible).slice(0, Number(input.MaxNumberOfMessages));
        for (const message of given) message.isVisible = false;
        const Messages = given.map(({ MessageId, Body }) => {
          return { MessageId, Body, ReceiptHandle: `receipt-${MessageId}`, MD5OfBody: md5(Body) };
        });
        return Messages.length > 0 ? { Messages } : {};
      }
      case 'ChangeMessageVisibilityBatch': {
        const entries = Object(input).Entries as { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[];
        for (const { ReceiptHandle, VisibilityTimeout } of entries) {
          const message = this.messages.find(({ MessageId }) => ReceiptHandle === `receipt-${MessageId}`);
          if (message) message.isVisible = VisibilityTimeout === 0;
        }
        this.held.push(Number(entries[0]?.VisibilityTimeout));
        return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
      }
      case 'DeleteMessage': {
        const at = this.messages.findIndex(({ MessageId }) => input.ReceiptHandle === `receipt-${MessageId}`);
        if (at >= 0) this.messages.splice(at, 1);
        return {};
      }
      default:
        throw new Error(`${action} is not known`);
    }
  }
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

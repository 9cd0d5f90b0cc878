import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { DynamoDBRecord } from 'aws-lambda';
import { LoopbackServer } from '../loopback-server.js';

const ACCOUNT = '123456789012';

/** The ARN of a table's stream. */
export function streamArn(table: string, label = '2026-01-01T00:00:00.000'): string {
  return `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${table}/stream/${label}`;
}

/** A mapping as Lambda answers, with what it writes where nothing was set. */
export function mapping(table: string, more: object = {}): Record<string, unknown> & { UUID: string } {
  return {
    UUID: `91eaeb7e-0000-0000-0000-${table.padEnd(12, '0')}`,
    StartingPosition: 'TRIM_HORIZON',
    StartingPositionTimestamp: null,
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 0,
    ParallelizationFactor: 1,
    EventSourceArn: streamArn(table),
    FunctionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
    LastModified: 1767225600.0,
    LastProcessingResult: 'OK',
    State: 'Enabled',
    StateTransitionReason: 'User action',
    DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:eu-west-1:${ACCOUNT}:failed` } },
    MaximumRecordAgeInSeconds: -1,
    BisectBatchOnFunctionError: false,
    MaximumRetryAttempts: 10,
    TumblingWindowInSeconds: 0,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    FilterCriteria: null,
    ...more,
  };
}

/** A table whose stream carries both images. */
export function table(name: string, more: object = {}): Record<string, unknown> {
  return {
    TableName: name,
    TableStatus: 'ACTIVE',
    CreationDateTime: 1767225600.0,
    LatestStreamArn: streamArn(name),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ...more,
  };
}

/** What AWS says in place of an answer. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string;
  readonly functionError?: string;
}

/** What a function does with an event: it returns, or it throws. */
export type FunctionAnswer = { readonly returns: unknown } | { readonly throws: string };

/** Answers on loopback as Lambda and DynamoDB do, and keeps what it was asked. */
export class AwsStandIn extends LoopbackServer {
  functions: Record<string, object> = {
    orders: {
      FunctionName: 'orders',
      FunctionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
      Runtime: 'nodejs24.x',
      State: 'Active',
      LastUpdateStatus: 'Successful',
    },
  };
  mappings: (Record<string, unknown> & { UUID: string })[] = [];
  tables: Record<string, unknown>[] = [];
  /** By the stream's ARN. */
  streams: Record<string, object> = {};
  /** Answers everything with this, where it is set. */
  refusal: Refusal | undefined;
  /** Answers what is asked so with this, such as `POST DynamoDB_20120810.DescribeTable`; a path stands for those below it. */
  refusals: Record<string, Refusal> = {};
  readonly asked: string[] = [];
  /** The records of each invocation. */
  readonly invocations: DynamoDBRecord[][] = [];
  /** What the functions do; an invocation is not answered before. */
  invoked: (records: DynamoDBRecord[]) => FunctionAnswer | Promise<FunctionAnswer> = () => ({ returns: null });

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, type, functionError } = await this.answerOf(request);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(type && { 'x-amzn-errortype': type }),
      ...(functionError && { 'x-amz-function-error': functionError }),
    });
    response.end(JSON.stringify(body));
  }

  private async answerOf(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(String(request.url), 'http://localhost');
    const target = String(request.headers['x-amz-target'] ?? '');
    this.asked.push(`${request.method} ${target || pathname}`);
    const asked = String(this.asked.at(-1));
    const own = Object.keys(this.refusals).find((one) => asked === one || (one.endsWith('/') && asked.startsWith(one)));
    const refusal = this.refusal ?? (own === undefined ? undefined : this.refusals[own]);
    if (refusal) return { status: refusal.status, body: { message: refusal.message }, type: refusal.type };
    if (target === 'DynamoDBStreams_20120810.DescribeStream') {
      const { StreamArn } = Object(await json(request));
      const StreamDescription = this.streams[StreamArn];
      if (StreamDescription) return { status: 200, body: { StreamDescription } };
      const type = 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
      return { status: 400, body: { __type: type, message: `Requested resource not found: Stream: ${StreamArn}` } };
    }
    if (target === 'DynamoDB_20120810.DescribeTable') {
      const { TableName } = Object(await json(request));
      const Table = this.tables.find((one) => one.TableName === TableName);
      if (Table) return { status: 200, body: { Table } };
      const type = 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
      return { status: 400, body: { __type: type, message: `Requested resource not found: Table: ${TableName}` } };
    }
    const [, version, kind, name, part] = decodeURIComponent(pathname).replace(/\/$/, '').split('/');
    if (request.method === 'POST' && kind === 'functions' && part === 'invocations' && this.functions[String(name)]) {
      const { Records } = Object(await json(request));
      this.invocations.push(Records);
      const answer = await this.invoked(Records);
      if ('returns' in answer) return { status: 200, body: answer.returns };
      return { status: 200, body: { errorType: 'Error', errorMessage: answer.throws }, functionError: 'Unhandled' };
    }
    if (request.method === 'GET' && version === '2015-03-31') {
      if (kind === 'functions' && part === 'configuration') {
        const found = this.functions[String(name)];
        if (found) return { status: 200, body: found };
        const message = `Function not found: arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`;
        return { status: 404, body: { Message: message, Type: 'User' }, type: 'ResourceNotFoundException' };
      }
      if (kind === 'event-source-mappings' && name !== undefined) {
        const found = this.mappings.find(({ UUID }) => UUID === name);
        if (found) return { status: 200, body: found };
      }
      if (kind === 'event-source-mappings' && name === undefined) {
        const of = this.mappings.filter(({ FunctionArn }) => FunctionArn === searchParams.get('FunctionName'));
        const at = Number(searchParams.get('Marker') ?? 0);
        // A page holds one, and encrypted filters are in none.
        const page = of.slice(at, at + 1).map((one) => (one.KMSKeyArn ? { ...one, FilterCriteria: null } : one));
        return {
          status: 200,
          body: { EventSourceMappings: page, NextMarker: at + 1 < of.length ? String(at + 1) : null },
        };
      }
    }
    return { status: 400, body: { message: `not known: ${request.method} ${pathname}` }, type: 'ValidationException' };
  }
}

import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { bootstrap, type InsertRecord, type ModifyRecord, OnAny, OnChange, OnInsert, OnModify } from 'onstream';
import { lambdaContext } from 'onstream/testing';
import { fastest } from './measure.js';
import { report } from './report.js';
import { itemsEvent, modifyEvent } from './workload.js';

const RECORDS = 1000;

/** Keeps results alive, so that nothing is optimized away. */
let sink: unknown;

class Shipments {
  @OnChange('status')
  async shipped(record: ModifyRecord) {
    sink = record.newImage.status;
  }
}

class WholeImages {
  @OnModify
  async compare(record: ModifyRecord) {
    sink = [record.oldImage, record.newImage];
  }
}

class Counter {
  count = 0;
  @OnAny
  async seen() {
    this.count++;
  }
}

// aws-lambda's and the SDK's types of the same wire form differ in how they write binary.
const image = (record: DynamoDBRecord, which: 'NewImage' | 'OldImage') =>
  unmarshall((record.dynamodb?.[which] ?? {}) as Record<string, AttributeValue>);

async function plainLoop({ Records }: DynamoDBStreamEvent) {
  for (const record of Records) {
    const oldImage = image(record, 'OldImage');
    const newImage = image(record, 'NewImage');
    if (record.eventName === 'MODIFY' && oldImage.status !== newImage.status) sink = newImage.status;
  }
}

async function plainLoopOfWholeImages({ Records }: DynamoDBStreamEvent) {
  for (const record of Records) {
    if (record.eventName === 'MODIFY') sink = [image(record, 'OldImage'), image(record, 'NewImage')];
  }
}

async function wireLoop({ Records }: DynamoDBStreamEvent) {
  for (const record of Records) {
    const { NewImage, OldImage } = record.dynamodb ?? {};
    if (record.eventName === 'MODIFY' && NewImage?.status?.S !== OldImage?.status?.S) {
      sink = image(record, 'NewImage').status;
    }
  }
}

function powertools() {
  const processor = new BatchProcessor(EventType.DynamoDBStreams);
  const context = lambdaContext();
  return (event: DynamoDBStreamEvent) =>
    processPartialResponse(
      event,
      async (record: DynamoDBRecord) => {
        const oldImage = image(record, 'OldImage');
        const newImage = image(record, 'NewImage');
        if (record.eventName === 'MODIFY' && oldImage.status !== newImage.status) sink = newImage.status;
      },
      processor,
      { context },
    );
}

const times = (ratio: number) => `${ratio < 10 ? ratio.toFixed(2) : Math.round(ratio)} times`;

export async function benchUnwanted(): Promise<void> {
  const event = JSON.parse(modifyEvent(RECORDS));
  const handler = bootstrap(Shipments);
  const peer = powertools();
  const ms = await fastest(
    {
      onstream: () => handler(event),
      wire: () => wireLoop(event),
      plain: () => plainLoop(event),
      powertools: () => peer(event),
    },
    40,
  );
  const name = '`@OnChange`, 1 record in 100 changed';
  report(
    `${name}: Powertools`,
    '60 times the records/s',
    times(ms.powertools / ms.onstream),
    ms.powertools / ms.onstream >= 60,
  );
  report(
    `${name}: loop over \`unmarshall\``,
    '60 times the records/s',
    times(ms.plain / ms.onstream),
    ms.plain / ms.onstream >= 60,
  );
  report(
    `${name}: loop over wire values`,
    '2 times its time',
    times(ms.onstream / ms.wire),
    ms.onstream / ms.wire <= 2,
  );
}

export async function benchWholeImages(): Promise<void> {
  const event = JSON.parse(modifyEvent(RECORDS));
  const handler = bootstrap(WholeImages);
  const ms = await fastest({ onstream: () => handler(event), plain: () => plainLoopOfWholeImages(event) }, 40);
  const ratio = ms.plain / ms.onstream;
  report('both whole images: loop over `unmarshall`', '2.5 times the records/s', times(ratio), ratio >= 2.5);
}

export async function benchDispatch(): Promise<void> {
  const text = modifyEvent(10_000);
  const event = JSON.parse(text);
  const handler = bootstrap(Counter);
  // Each by itself: what parsing leaves behind would be collected in the other's time.
  const { onstream } = await fastest({ onstream: () => handler(event) }, 20);
  const { parse } = await fastest(
    {
      parse: () => {
        sink = JSON.parse(text);
      },
    },
    5,
  );
  const share = (100 * onstream) / parse;
  report(
    '10,000 records, no image read: `JSON.parse` of the event',
    '2.5 % of its time',
    `${share.toFixed(2)} %`,
    share <= 2.5,
  );
}

export async function benchConcurrency(): Promise<void> {
  const items = 200;
  const concurrency = 50;
  const waitMs = 5;
  const event = JSON.parse(itemsEvent(RECORDS, items));
  const last = new Map<unknown, number>();
  let ordered = true;
  class Waiting {
    @OnInsert
    async wait(record: InsertRecord<{ pk: string; version: number }>) {
      const { pk, version } = record.newImage;
      ordered &&= (last.get(pk) ?? -1) < version;
      last.set(pk, version);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  const handler = bootstrap(Waiting, { concurrency });
  const run = () => {
    last.clear();
    return handler(event);
  };
  const { onstream } = await fastest({ onstream: run }, 8);
  const ideal = (RECORDS * waitMs) / concurrency;
  const ratio = onstream / ideal;
  const name = `1,000 records, ${items} items, waits of ${waitMs} ms, \`concurrency: ${concurrency}\`, order ${ordered ? 'kept' : 'LOST'}`;
  report(name, '1.15 of the ideal time', ratio.toFixed(3), ordered && ratio <= 1.15);
}

export function lastResult(): unknown {
  return sink;
}

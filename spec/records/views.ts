import assert from 'node:assert/strict';
import { type AttributeMap, type BootstrapOptions, bootstrap, type StreamRecord, stream } from '../../lib/index.js';
import { insert, modify } from '../../lib/testing/index.js';

export const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An INSERT record around an image as it stands on the wire. */
export function wireInsert(NewImage: AttributeMap): object {
  const record = insert({ pk: 'x' });
  return { ...record, dynamodb: { ...record.dynamodb, NewImage } };
}

/** A MODIFY record around two images as they stand on the wire. */
export function wireModify(OldImage: AttributeMap, NewImage: AttributeMap): object {
  const record = modify({ pk: 'x' }, { pk: 'x' });
  return { ...record, dynamodb: { ...record.dynamodb, OldImage, NewImage } };
}

/** The records that handlers get of an event, to be looked into after the event. */
export async function viewsOf(event: unknown, options: BootstrapOptions = {}): Promise<StreamRecord[]> {
  const views: StreamRecord[] = [];
  const collect = stream().onAny((record) => void views.push(record));
  const { failures } = await bootstrap(collect, { logger: silent, ...options }).dispatch(event);
  assert.deepEqual(failures, []);
  return views;
}

/** The record that handlers get of one wire record. */
export async function viewOf(record: unknown, options: BootstrapOptions = {}): Promise<StreamRecord> {
  const [view] = await viewsOf({ Records: [record] }, options);
  assert(view !== undefined);
  return view;
}

/** An image as handlers get it. */
export async function readImage(image: AttributeMap, options: BootstrapOptions = {}): Promise<unknown> {
  return (await viewOf(wireInsert(image), options)).newImage;
}

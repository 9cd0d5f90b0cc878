import type { EventName } from '../../records/stream-record.js';
import type { AttributeMap, WireRecord } from '../../records/wire.js';
import { compileRoute } from '../../routing/route.js';
import type { DeclaredRoute } from '../declared-route.js';
import { attributesOf, type SampleImage, sampleAt, sampleImage, sampleValue } from './sample-image.js';

/** So many samples see every alternative that a decorator usually names. */
const TURNS = 24;

type Filter = Readonly<Record<string, unknown>>;

/**
 * Makes records that a route matches, of one kind of event: each is matched, as in the function, before it is given. A
 * `when` is not asked, since it may do anything.
 */
export function sampleRecords(route: DeclaredRoute, eventName: EventName): WireRecord[] {
  const tests = [
    ...compileRoute(route.declaration, route.id).tests,
    ...compileRoute({ decorator: 'OnAny', filter: route.tableFilter }, route.id).tests,
  ];
  const samples = Array.from({ length: TURNS }, (_, turn) => sampleRecord(route, eventName, turn));
  const distinct = [...new Map(samples.map((sample) => [JSON.stringify(sample), sample])).values()];
  return distinct.filter((sample) => tests.every((test) => test(sample)));
}

function sampleRecord({ declaration, tableFilter }: DeclaredRoute, eventName: EventName, turn: number): WireRecord {
  const filters: readonly Filter[] = [Object(tableFilter), Object(declaration.filter)];
  const ofKey = (key: string) => filters.map((filter) => sampleImage(filter[key], turn));
  const [isInsert, isRemove] = [eventName === 'INSERT', eventName === 'REMOVE'];
  const keys = ofKey('keys');
  const news = [...ofKey('newImage'), ...(isRemove ? [] : ofKey('item'))];
  const olds = [...ofKey('oldImage'), ...(isRemove ? ofKey('item') : [])];
  const { before, after } = sampleChange(declaration.paths, Object(declaration.filter), eventName, turn);
  // What is not said to change stays as it is.
  const NewImage = attributesOf(...(isInsert ? [] : olds), ...keys, ...news, ...after);
  const OldImage = attributesOf(...(isRemove ? [] : news), ...keys, ...olds, ...before);
  const image = isRemove ? OldImage : NewImage;
  const isExpired = filters.some(({ by }) => by === 'ttl');
  return {
    eventName,
    dynamodb: {
      // Which attributes are the key is not known: all that could be.
      Keys: { ...keyAttributes(image), ...attributesOf(...keys) },
      ...(isInsert ? {} : { OldImage }),
      ...(isRemove ? {} : { NewImage }),
    },
    ...(isExpired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }),
  };
}

interface SampleChange {
  readonly before: readonly SampleImage[];
  readonly after: readonly SampleImage[];
}

function sampleChange(paths: unknown, { from, to }: Filter, eventName: EventName, turn: number): SampleChange {
  if (paths === undefined) return { before: [], after: [] };
  const all = [paths].flat();
  const path: unknown = all[turn % all.length];
  const at = (matchers: unknown, otherwise: string) => [
    sampleAt(path, matchers === undefined ? { S: otherwise } : sampleValue(matchers, turn)),
  ];
  return {
    before: eventName === 'INSERT' ? [] : at(from, 'before'),
    after: eventName === 'REMOVE' ? [] : at(to, 'after'),
  };
}

function keyAttributes(image: AttributeMap): AttributeMap {
  return Object.fromEntries(Object.entries(image).filter(([, { S, N, B }]) => (S ?? N ?? B) !== undefined));
}

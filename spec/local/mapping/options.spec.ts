import { expect } from 'chai';
import { ConfigurationError } from '../../../lib/index.js';
import { EventSourceMapping } from '../../../lib/local/index.js';
import { FakeShards } from '../fake-shards.js';

describe('The options of an event source mapping', () => {
  const source = new FakeShards();
  const invoke = () => undefined;

  for (const [options, message] of [
    [undefined, 'EventSourceMapping: found undefined, expected an object with only source, invoke, eventSource'],
    [{ source, invoke, eventsource: {} }, 'EventSourceMapping: found "eventsource", expected'],
    [{ invoke }, 'EventSourceMapping.source: found undefined, expected a source of shards, with listShards, openShard'],
    [{ source: {}, invoke }, 'EventSourceMapping.source: found keys [], expected'],
    [{ source }, 'EventSourceMapping.invoke: found undefined, expected a function'],
    [{ source, invoke, onFailure: 'failed.jsonl' }, 'EventSourceMapping.onFailure: found "failed.jsonl", expected'],
    [{ source, invoke, eventSource: null }, 'eventSource: found null, expected an object with only startingPosition'],
    [{ source, invoke, eventSource: { BatchSize: 5 } }, 'eventSource: found "BatchSize", expected an object with only'],
  ] as const) {
    it(`are refused where they cannot be right: ${message}`, () => {
      const make = () => Reflect.construct(EventSourceMapping, [options]);
      expect(make).to.throw(ConfigurationError, message);
    });
  }
});

import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { type FollowStreamOptions, followStream } from '../../lib/local/index.js';

describe('followStream', () => {
  const streamArn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Orders/stream/2026-01-01T00:00:00.000';
  // Nothing is asked of it: the options are refused first.
  const dynamodb = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1' };

  const refused: Record<string, FollowStreamOptions> = {
    'neither a table nor a stream': { dynamodb },
    'a table and a stream': { dynamodb, table: 'Orders', streamArn },
    'a batch size of 0': { dynamodb, streamArn, eventSource: { batchSize: 0 } },
    'a batch size beyond 10,000': { dynamodb, streamArn, eventSource: { batchSize: 10_001 } },
    'half a record': { dynamodb, streamArn, eventSource: { batchSize: 1.5 } },
    'a starting position that a stream does not have': JSON.parse(
      `{ "dynamodb": {}, "streamArn": "${streamArn}", "eventSource": { "startingPosition": "AT_TIMESTAMP" } }`,
    ),
    'an option that it does not have': JSON.parse(`{ "dynamodb": {}, "streamArn": "${streamArn}", "batchsize": 1 }`),
  };

  for (const [what, options] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      const error = await followStream(async () => undefined, options).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(ConfigurationError);
    });
  }
});

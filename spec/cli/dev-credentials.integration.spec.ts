import { expect } from 'chai';
import { orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

/** What the AWS SDK finds in a handler: whose key, and of which session. */
const SHOWS = `const { DynamoDB } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDB({});
    const { accessKeyId, sessionToken } = await client.config.credentials();
    console.log('key', accessKeyId, 'session', sessionToken);`;

const NOTE = 'Handlers get no AWS credentials that work. To give them those of this environment: --real-credentials\n';

describe('the credentials of handlers', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace()
      .save('orders.ts', orderHandlers(SHOWS))
      .save('aws', '[prod]\naws_access_key_id = REALFILE\naws_secret_access_key = real\n');
  });
  afterEach(() => place.close());

  const session = { AWS_ACCESS_KEY_ID: 'REAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'token' };
  const profile = () => ({ AWS_PROFILE: 'prod', AWS_SHARED_CREDENTIALS_FILE: `${place.folder}/aws` });

  for (const [what, env] of [
    ['a session', () => session],
    ['a profile', profile],
  ] as const) {
    it(`are none that work in dev where the environment has ${what}`, async () => {
      const program = place.onstream(['dev', 'orders.ts'], { env: env() });
      await program.says(/^Following /m);
      expect(program.stdout).to.include(NOTE);
      await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
      await program.says(/^key local session undefined$/m);
    });

    it(`are those of ${what} in dev with --real-credentials`, async () => {
      const program = place.onstream(['dev', 'orders.ts', '--real-credentials'], { env: env() });
      await program.says(/^Following /m);
      expect(program.stdout).not.to.include(NOTE);
      await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
      await program.says(what === 'a session' ? /^key REAL session token$/m : /^key REALFILE session undefined$/m);
    });
  }

  it('are none that work where a stream of AWS is followed, which is read with the real ones', async () => {
    const first = await place.save('other.ts', orderHandlers()).dev('other.ts');
    const endpoint = await first.endpoint();
    const shop = new Shop(endpoint);
    const { Table } = await shop.client.describeTable({ TableName: 'Orders' });
    const env = { ...profile(), AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint };
    const live = place.onstream(['dev', 'orders.ts', '--stream-arn', Table?.LatestStreamArn ?? ''], { env });
    await live.says(/^Following /m);
    expect(live.stdout).to.include(NOTE);
    await shop.put('ORDER#1', 'PAID');
    await live.says(/^key local session undefined$/m);
  });

  it('are none that work in invoke, but with --real-credentials', async () => {
    place.save('event.json', JSON.stringify({ Records: [] }));
    place.save(
      'any.mjs',
      "export const handler = async () => ({ key: process.env.AWS_ACCESS_KEY_ID, profile: process.env.AWS_PROFILE ?? 'none' });",
    );
    const env = { ...session, AWS_PROFILE: 'prod' };
    const run = (...more: string[]) => place.run(['invoke', 'any.mjs', '--event', 'event.json', ...more], { env });
    const without = await run();
    expect(without.stdout).to.equal('{"key":"local","profile":"none"}\n');
    expect(without.stderr).to.equal(NOTE);
    const withThem = await run('--real-credentials');
    expect(withThem.stdout).to.equal('{"key":"REAL","profile":"prod"}\n');
    expect(withThem.stderr).to.equal('');
  });
});

import { expect } from 'chai';
import { BODY_LINE, orderHandlers, Shop } from './orders.js';
import { Workplace } from './workplace.js';

const FAILS_ON_BAD = "if (record.newImage.status === 'BAD') throw new Error('bad order');";

describe('onstream dev', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => place.close());

  it('prints the endpoint, and what to paste into another shell', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts');
    const endpoint = await program.endpoint();
    expect(program.stdout).to.equal(
      [
        'loaded orders.ts',
        'created Orders, with the keys pk and sk; --tables or --template make others',
        `DynamoDB (dynoxide) is at ${endpoint}. To write to it from another shell:`,
        `  export AWS_ENDPOINT_URL_DYNAMODB=${endpoint}`,
        `  export AWS_ENDPOINT_URL_DYNAMODB_STREAMS=${endpoint}`,
        '  export AWS_REGION=us-east-1',
        '  export AWS_ACCESS_KEY_ID=local',
        '  export AWS_SECRET_ACCESS_KEY=local',
        program.stdout.match(/^Following arn:.*table\/Orders\/stream\/.*\. Ctrl-C ends it\.$/m)?.[0],
        '',
      ].join('\n'),
    );
    expect(program.stderr).to.equal('');
  });

  it('shows a line for each record that is written, until Ctrl-C', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#1', 'PAID');
    await shop.put('ORDER#1', 'SHIPPED');
    await shop.put('ORDER#1', 'LOST');
    const time = String.raw`\d\d:\d\d:\d\d\.\d{3}`;
    await program.says(
      new RegExp(`^${time} INSERT Orders {"pk":"ORDER#1","sk":"1"} OrderHandlers\\.confirm \\d+ ms ok$`, 'm'),
    );
    await program.says(/ MODIFY Orders {.*} status "PAID" → "SHIPPED" OrderHandlers\.shipped \d+ ms ok\n/);
    await program.says(/ MODIFY Orders {.*} status "SHIPPED" → "LOST" \d+ ms unwanted\n/);
    const { code, stderr } = await program.interrupt().ended();
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('shows where a handler failed and what happens next, and goes on with the new code when it is saved', async () => {
    const program = await place.save('orders.ts', orderHandlers(FAILS_ON_BAD)).dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#1', 'PAID');
    await shop.put('ORDER#2', 'BAD');
    await shop.put('ORDER#3', 'PAID');
    await program.says(/ {"pk":"ORDER#2","sk":"1"} OrderHandlers\.confirm \d+ ms failed\n/);
    const column = FAILS_ON_BAD.indexOf('new Error') + 5;
    await program.says(
      `failed OrderHandlers.confirm on event 2\n  Error: bad order\n` +
        `      at OrderHandlers.confirm (${place.folder}/orders.ts:${BODY_LINE}:${column})\n`,
    );
    await program.says(/^retry 1 in 200 ms \(\d records?\)$[\s\S]*^retry 2 in 400 ms/m);

    const saved = program.stdout.length;
    place.save('orders.ts', orderHandlers("console.log('mended', record.newImage.pk);"));
    await program.says(/^reloaded orders\.ts$/m, saved);
    await program.says(/"ORDER#2".* ok\n/, saved);
    await program.says(/"ORDER#3".* ok\n/, saved);
    expect(program.stdout)
      .to.match(/^mended ORDER#2$/m)
      .and.not.include('mended ORDER#1');
    expect(program.stdout.match(/"ORDER#1".* ok$/gm)).to.have.length(1);

    const { code, stderr } = await program.interrupt().ended();
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('finishes the batch in flight on Ctrl-C', async () => {
    const slow = "console.log('begun'); await new Promise((done) => setTimeout(done, 700)); console.log('finished');";
    const program = await place.save('orders.ts', orderHandlers(slow)).dev('orders.ts');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/^begun$/m);
    expect(program.stdout).not.to.include('finished');
    const { code, stdout } = await program.interrupt().ended();
    expect(stdout).to.match(/^Ending when the batch in flight is finished\. .*\nfinished\n.*"ORDER#1".* ok\n$/m);
    expect(code).to.equal(0);
  });

  it('ends at once on the second Ctrl-C', async () => {
    const endless = "console.log('begun'); await new Promise((done) => setTimeout(done, 60_000));";
    const program = await place.save('orders.ts', orderHandlers(endless)).dev('orders.ts');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/^begun$/m);
    await program.interrupt().says('Ctrl-C again ends at once');
    expect((await program.interrupt().ended()).code).to.equal(130);
  });

  it('tells about errors that nobody caught, and lives on', async () => {
    const stray = "setTimeout(() => { throw new Error('astray'); });";
    const program = await place.save('orders.ts', orderHandlers(stray)).dev('orders.ts');
    const shop = new Shop(await program.endpoint());
    await shop.put('ORDER#1', 'PAID');
    await program.says(/problem an error that nobody caught.*\n {2}Error: astray\n.*orders\.ts:9:\d+\)\n/);
    await shop.put('ORDER#2', 'PAID');
    await program.says(/"ORDER#2".* ok\n/);
  });

  it('shows a handler that takes longer than --timeout', async () => {
    const endless = 'exports.handler = () => new Promise((done) => setTimeout(done, 60_000));';
    const tables = JSON.stringify({
      TableName: 'Orders',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
    place.save('orders.js', endless).save('tables.json', tables);
    const program = await place.dev('orders.js', '--tables', 'tables.json', '--timeout', '0.2');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(
      /"ORDER#1".* handler \d+ ms failed\nfailed handler on event 1\n.*Task timed out after 0\.20 sec/,
    );
    await program.says(/^retry 1 in 200 ms \(1 record\)$/m);
  });

  it('says that a changed eventSource needs a new start', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts');
    place.save('orders.ts', orderHandlers('', 'reportBatchItemFailures: true, eventSource: { batchSize: 5 }'));
    await program.says('The eventSource of bootstrap has changed: start onstream dev again to run with it.');
  });

  it('says that another table needs a new start', async () => {
    const program = await place.save('orders.ts', orderHandlers()).dev('orders.ts');
    place.save('orders.ts', orderHandlers().replace("'Orders'", "'Returns'"));
    await program.says('The @Table of the handlers has changed: start onstream dev again to run with it.');
  });

  it('follows a stream that bootstrap has turned off, and says so', async () => {
    place.save('orders.ts', orderHandlers('', 'eventSource: { enabled: false }'));
    const program = await place.dev('orders.ts');
    expect(program.stdout).to.include('bootstrap says enabled: false');
    await new Shop(await program.endpoint()).put('ORDER#1', 'PAID');
    await program.says(/"ORDER#1".* ok\n/);
  });

  it('shows bisecting and giving up, as bootstrap has them', async () => {
    const options = 'eventSource: { bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 }';
    const program = await place.save('orders.ts', orderHandlers(FAILS_ON_BAD, options)).dev('orders.ts');
    await new Shop(await program.endpoint()).put('ORDER#1', 'BAD');
    await program.says(/^retry 1 of 1 in 200 ms \(1 record\)$[\s\S]*^gave up 1 record: RetryAttemptsExhausted$/m);
  });
});

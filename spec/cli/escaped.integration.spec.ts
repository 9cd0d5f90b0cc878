import { expect } from 'chai';
import { insert, modify, streamEvent } from '../../lib/testing/index.js';
import { givenUp } from '../local/failure/given-up.js';
import { Workplace } from './workplace.js';

/** Sets the clipboard, forges a line, clears the screen as an older terminal does, and turns the direction. */
const HOSTILE = '\u001b]52;c;eA==\u0007\nfailed nothing\u009b2J\u202e';

const HARMFUL = /(?!\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const HANDLERS = `
import { bootstrap, stream } from 'onstream';

export const handler = bootstrap(
  stream().onAny(({ newImage, eventID }) => {
    if (newImage.fails) throw new Error(newImage.fails);
    return newImage.pk;
  }),
  { onError: (error) => (error.message.startsWith('skip') ? 'skip' : 'retry') },
);
`;

describe('what the program shows of what others wrote', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('orders.ts', HANDLERS);
  });
  afterEach(() => place.close());

  const event = () => {
    const table = `Orders${HOSTILE}`;
    const told = streamEvent(
      insert({ pk: HOSTILE }, { table }),
      modify({ pk: 'A' }, { pk: 'A', [HOSTILE]: HOSTILE }, { table }),
      insert({ pk: 'skipped', fails: `skip${HOSTILE}` }, { table }),
      insert({ pk: 'B', fails: HOSTILE }, { table }),
    );
    for (const [position, record] of told.Records.entries()) record.eventID = `${position}${HOSTILE}`;
    return told;
  };

  it('is harmless with invoke, and a line for what is one', async () => {
    place.save('event.json', JSON.stringify(event()));
    const { stdout, stderr } = await place.run(['invoke', 'orders.ts', '--event', 'event.json']);
    expect(`${stdout}${stderr}`).not.to.match(HARMFUL);
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.startsWith('  ok '))).to.have.length(2);
    // The message of an error may have lines; they are indented.
    expect(lines.filter((line) => /^failed nothing/.test(line))).to.deep.equal([]);
    expect(stdout).to.include('\\u{1b}]52;c;eA==\\u{7}');
  });

  it('is harmless with invoke --json, and the same values', async () => {
    place.save('event.json', JSON.stringify(event()));
    const { stdout } = await place.run(['invoke', 'orders.ts', '--event', 'event.json', '--json']);
    expect(stdout).not.to.match(HARMFUL);
    expect(stdout.trimEnd()).not.to.include('\n');
    expect(JSON.parse(stdout).results[0].value).to.equal(HOSTILE);
  });

  for (const args of [[], ['--json']]) {
    it(`is harmless with redrive ${args.join(' ')}`, async () => {
      const { record } = givenUp();
      const name = 'failed/a\u001b[2J\nb\u202e.json';
      place.save(name, JSON.stringify({ ...record, payload: event() }));
      place.save('failed/broken\u009b1m', '{}');
      const { stdout, stderr } = await place.run(['redrive', 'orders.ts', '--bucket', 'failed', '--yes', ...args]);
      expect(`${stdout}${stderr}`).not.to.match(HARMFUL);
      expect(stdout.split('\n').filter((line) => /^(b|failed nothing)/.test(line))).to.deep.equal([]);
    });
  }

  for (const [what, ...args] of [
    ['a command', HOSTILE],
    ['an option', 'dev', 'orders.ts', `--${HOSTILE}`],
    ['a file', 'graph', `${HOSTILE}.ts`],
    ['an event', 'invoke', 'orders.ts', '--event', `${HOSTILE}.json`],
    ['a folder', 'build', 'orders.ts', '--out', `orders.ts/${HOSTILE}`],
    ['a template', 'synth', 'orders.ts', '--format', 'sam', '--table', `*=${HOSTILE}`],
  ] as const) {
    it(`is harmless in a message about ${what}`, async () => {
      const { stdout, stderr } = await place.run(args);
      expect(`${stdout}${stderr}`).not.to.match(HARMFUL);
      expect(stderr.split('\n').filter((line) => line.startsWith('failed nothing'))).to.deep.equal([]);
    });
  }

  it('is harmless where a module throws it', async () => {
    place.save('orders.ts', `throw new Error(${JSON.stringify(HOSTILE)});`);
    const { stderr } = await place.run(['graph', 'orders.ts']);
    expect(stderr).to.include('\\u{1b}]52;c').and.not.match(HARMFUL);
  });
});

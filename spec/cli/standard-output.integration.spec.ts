import { expect } from 'chai';
import { streamEvent } from '../../lib/testing/index.js';
import { orderHandlers } from './orders.js';
import { Workplace } from './workplace.js';

/** Writes in each of the ways there are, pino's last. */
const WRITES = `import { stdout } from 'node:process';
import { writeSync } from 'node:fs';
console.log('one');
process.stdout.write('two\\n');
stdout.write('three\\n');
writeSync(process.stdout.fd, 'four\\n');
`;

describe('the standard output', () => {
  let place: Workplace;
  before(() => {
    place = new Workplace().save('event.json', JSON.stringify(streamEvent()));
  });
  after(() => place.close());

  for (const [command, ...args] of [
    ['build', '--out', 'out', '--json'],
    ['synth', '--format', 'cloudformation', '--name', 'orders'],
    ['graph'],
    ['invoke', '--event', 'event.json', '--json'],
  ] as const) {
    it(`of ${command} is what was asked for, whatever a module writes while it is loaded`, async () => {
      place.save('orders.ts', orderHandlers());
      const quiet = await place.run([command, 'orders.ts', ...args]);
      place.save('orders.ts', `${WRITES}\n${orderHandlers()}`);
      const loud = await place.run([command, 'orders.ts', ...args]);
      expect(loud.stderr.replace(quiet.stderr, '')).to.equal('one\ntwo\nthree\nfour\n');
      const [said, expected] = [loud.stdout, quiet.stdout].map((text) => text.slice(0, 40));
      expect(said).to.equal(expected).and.not.to.equal('');
      expect(loud.stdout).not.to.match(/^(one|two|three|four)$/m);
    });
  }
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { orderHandlers } from './orders.js';
import { Workplace } from './workplace.js';

const COMMANDS = [
  ['build', '--out', 'out'],
  ['synth', '--format', 'sam'],
  ['graph'],
  ['doctor', '--function', 'orders'],
  ['invoke', '--event', 'event.json'],
] as const;

describe('a module that would end the program', () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace().save('event.json', '{ "Records": [] }');
  });
  afterEach(() => place.close());

  const failed = (command: string, ...args: string[]) => place.run([command, 'orders.ts', ...args]);

  for (const [command, ...args] of COMMANDS) {
    it(`makes ${command} fail, and say where, where it calls process.exit`, async () => {
      place.save('orders.ts', `process.exit();\n${orderHandlers()}`);
      const { code, stdout, stderr } = await failed(command, ...args);
      expect(stderr).to.equal(
        'orders.ts called process.exit(0) while it was loaded\nExitError: process.exit(0)\n' +
          `    at <anonymous> (${place.folder}/orders.ts:1:9)\n`,
      );
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(existsSync(join(place.folder, 'out'))).to.equal(false);
    });
  }

  for (const [what, text] of [
    ['catches what that throws', 'try { process.exit(3); } catch {}'],
    ['calls it where nobody waits', '(async () => process.exit(3))();'],
    ['waits for ever after it', 'process.nextTick(() => process.exit(3)); await new Promise(() => {});'],
    ['calls it when a connection fails', "await import('no' + 'thing').catch(() => process.exit(3));"],
    ['sets the exit code before', 'process.exitCode = 3; process.exit();'],
  ] as const) {
    it(`makes a command fail where it ${what}`, async () => {
      place.save('orders.ts', `${text}\n${orderHandlers()}`);
      const { code, stdout, stderr } = await failed('graph');
      expect(stderr).to.match(/^orders\.ts called process\.exit\(3\) while it was loaded\nExitError: /);
      expect(stderr.match(/ExitError/g)).to.have.length(1);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
  }

  it('is a problem for dev, which goes on when it is saved without that', async () => {
    place.save('orders.ts', `(async () => process.exit(1))();\n${orderHandlers()}`);
    const program = place.onstream(['dev', 'orders.ts']);
    await program.says('problem orders.ts called process.exit(1) while it was loaded');
    await program.says('Waiting for the next save.');
    place.save('orders.ts', orderHandlers());
    await program.says(/^Following /m);
    expect(program.stdout).not.to.include('nobody caught');
  });
});

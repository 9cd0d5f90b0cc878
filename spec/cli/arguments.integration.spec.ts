import { expect } from 'chai';
import { version } from '../../package.json';
import { Workplace } from './workplace.js';

const COMMANDS = ['dev', 'invoke', 'build', 'synth', 'graph', 'doctor', 'replay', 'redrive'];

describe('the arguments of onstream', () => {
  let place: Workplace;
  before(() => {
    place = new Workplace().save('any.js', 'exports.handler = async () => {};');
  });
  after(() => place.close());

  for (const args of [[], ['--help'], ['help']]) {
    it(`show the commands with ${args.join(' ') || 'none'}`, async () => {
      const { code, stdout } = await place.run(args);
      expect([...stdout.matchAll(/^ {2}onstream (\w+) +/gm)].map(([, name]) => name)).to.deep.equal(COMMANDS);
      // The summaries stand below each other.
      expect(new Set(Array.from(stdout.matchAll(/^ {2}onstream \w+ +/gm), ([text]) => text.length)).size).to.equal(1);
      expect(code).to.equal(0);
    });
  }

  for (const flag of ['--version', '-v']) {
    it(`show the version of the package with ${flag}`, async () => {
      const { code, stdout } = await place.run([flag]);
      expect({ code, stdout }).to.deep.equal({ code: 0, stdout: `${version}\n` });
    });
  }

  for (const [command, packages] of [
    ['dev', 'esbuild @aws-sdk/client-dynamodb @aws-sdk/client-dynamodb-streams dynoxide'],
    ['invoke', 'esbuild'],
    ['build', 'esbuild fflate'],
    ['synth', 'esbuild yaml'],
    ['graph', 'esbuild'],
    ['doctor', 'esbuild @aws-sdk/client-lambda @aws-sdk/client-dynamodb'],
    ['replay', '@aws-sdk/client-dynamodb esbuild'],
    ['replay touch', '@aws-sdk/client-dynamodb'],
    ['replay run', 'esbuild @aws-sdk/client-dynamodb'],
    ['replay export', 'esbuild'],
    ['redrive', 'esbuild @aws-sdk/client-sqs @aws-sdk/client-dynamodb-streams'],
  ] as const) {
    it(`tell with ${command} --help, and with help ${command}, what to install`, async () => {
      const [after, before] = await Promise.all([
        place.run([...command.split(' '), '--help']),
        place.run(['help', ...command.split(' ')]),
      ]);
      expect(after.stdout).to.match(/^Usage:/);
      expect(after.stdout).to.include(`\nNeeds: npm install --save-dev ${packages}`);
      expect(before).to.deep.equal(after);
      expect(after.code).to.equal(0);
    });
  }

  for (const command of ['dev', 'invoke']) {
    it(`show the help of ${command} with --help`, async () => {
      const { code, stdout } = await place.run([command, '--help']);
      expect(stdout).to.match(new RegExp(`^Usage: onstream ${command} <file>`));
      expect(code).to.equal(0);
    });
  }

  for (const [args, message] of [
    [['xyzzy'], 'onstream has no command "xyzzy".\n\nUsage:\n'],
    [['develop'], 'onstream has no command "develop". Did you mean onstream dev?\n\nUsage:\n'],
    [['help', 'xyzzy'], 'onstream has no command "xyzzy".\n\nUsage:\n'],
    [['hlep'], 'onstream has no command "hlep". Did you mean onstream help?\n\nUsage:\n'],
    [['dev', 'any.js', '--hepl'], 'onstream dev has no option --hepl. Did you mean --help?\n'],
    [['grpah'], 'onstream has no command "grpah". Did you mean onstream graph?\n\nUsage:\n'],
    [['help', 'rdrive'], 'onstream has no command "rdrive". Did you mean onstream redrive?\n\nUsage:\n'],
    [
      ['replay', 'tuch'],
      'onstream replay: found "tuch", expected touch or run or export. Did you mean onstream replay touch?',
    ],
    [
      ['help', 'replay', 'tuch'],
      'onstream replay: found "tuch", expected touch or run or export. Did you mean onstream replay touch?',
    ],
    [['dev'], 'onstream dev: found no file, expected one file\n\nUsage: onstream dev <file>'],
    [['dev', 'a.ts', 'b.ts'], 'onstream dev: found a.ts b.ts, expected one file\n\nUsage: onstream dev <file>'],
    [['invoke'], 'onstream invoke: found no file, expected one file\n\nUsage: onstream invoke <file>'],
    [
      ['dev', 'any.js', '--table', 'x'],
      'onstream dev has no option --table. Did you mean --tables?\n\nAll options: onstream dev --help\n',
    ],
    [
      ['invoke', 'any.js', '--tables', 'x'],
      'onstream invoke has no option --tables.\n\nAll options: onstream invoke --help\n',
    ],
    [['dev', 'any.js', '-p', '8000'], 'onstream dev has no option -p.\n'],
    [
      ['replay', 'touch', '--atribute=x'],
      'onstream replay touch has no option --atribute. Did you mean --attribute?\n',
    ],
    [['redrive', 'any.js', '--buckets', 'x'], 'onstream redrive has no option --buckets. Did you mean --bucket?\n'],
    [['dev', 'any.js', '--port'], "Option '--port <value>' argument missing"],
    [['dev', 'any.js', '--port', 'http'], '--port: found "http", expected a number above 0\n'],
    [['dev', 'any.js', '--engine', 'dynamo'], '--engine: found "dynamo", expected dynoxide or dynamodb-local\n'],
    [['invoke', 'any.js', '--timeout', '0'], '--timeout: found "0", expected a number above 0\n'],
  ] as const) {
    it(`are refused with exit code 2: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await place.run(args);
      expect(stderr.startsWith(message), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    });
  }

  for (const [command, typed, meant] of [
    ['dev', '--tabels', '--tables'],
    ['invoke', '--evnt', '--event'],
    ['build', '--outt', '--out'],
    ['synth', '--fromat', '--format'],
    ['graph', '--formta', '--format'],
    ['doctor', '--funciton', '--function'],
    ['replay touch', '--dryrun', '--dry-run'],
    ['replay run', '--handlers', '--handler'],
    ['replay export', '--checkpiont', '--checkpoint'],
    ['redrive', '--quue', '--queue'],
  ] as const) {
    it(`suggest ${meant} where ${command} is given ${typed}`, async () => {
      const { code, stdout, stderr } = await place.run([...command.split(' '), 'any.js', typed, 'x']);
      expect(stderr).to.equal(
        `onstream ${command} has no option ${typed}. Did you mean ${meant}?\n\nAll options: onstream ${command} --help\n`,
      );
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    });
  }

  for (const [args, message] of [
    [['--port', '70000'], 'The port must be a whole number from 1 to 65535, not 70000.\n'],
    [['--tables', 'a', '--template', 'b'], 'Tables come from --tables or from --template, not from both\n'],
    [
      ['--endpoint', 'http://localhost:1', '--port', '8000'],
      '--endpoint uses a DynamoDB that runs already: leave out ',
    ],
    [['--stream-arn', 'arn', '--tables', 'a'], '--stream-arn follows a stream of AWS: leave out '],
  ] as const) {
    it(`are refused where they contradict: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await place.run(['dev', 'any.js', ...args]);
      expect(stderr.startsWith(message), stderr).to.equal(true);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    });
  }
});

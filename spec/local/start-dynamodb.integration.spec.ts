import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConfigurationError } from '../../lib/errors.js';
import { freePort } from '../../lib/local/free-port.js';
import { type StartDynamoDBOptions, startDynamoDB } from '../../lib/local/index.js';
import { FakeProject } from './fake-project.js';

describe('startDynamoDB', () => {
  async function failureOf(options: StartDynamoDBOptions): Promise<Error> {
    const error = await startDynamoDB(options).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof Error)) throw new Error('it started');
    return error;
  }

  describe('refuses', () => {
    it('an option that it does not have, and names those it has', async () => {
      const misspelled: object = { prot: 8000 };
      const error = await failureOf(misspelled);
      expect(error).to.be.instanceOf(ConfigurationError);
      expect(error.message).to.include('"prot"').and.to.include('port');
    });

    it('a port that is none', async () => {
      for (const port of [0, -1, 1.5, 65_536, Number.NaN]) {
        expect(await failureOf({ port })).to.be.instanceOf(ConfigurationError);
      }
    });

    it('an engine that it does not know', async () => {
      const options = JSON.parse('{"engine": "dynalite"}');
      expect((await failureOf(options)).message).to.include('dynalite');
    });

    it('an endpoint together with a port', async () => {
      expect(await failureOf({ endpoint: 'http://localhost:8000', port: 8000 })).to.be.instanceOf(ConfigurationError);
    });

    it('a port that is in use, whatever the engine', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      for (const engine of ['dynoxide', 'dynamodb-local'] as const) {
        const error = await failureOf({ engine, port });
        expect(error).to.be.instanceOf(ConfigurationError);
        expect(error.message).to.include(`Port ${port} is in use`);
      }
      server.close();
    });

    it('an endpoint where nothing answers', async () => {
      const error = await failureOf({ endpoint: `http://127.0.0.1:${await freePort()}` });
      expect(error).to.be.instanceOf(ConfigurationError);
      expect(error.message).to.include('ECONNREFUSED');
    });

    it('an endpoint where something else answers', async () => {
      const server = createServer((_request, response) => response.end('<h1>Hello</h1>')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      const error = await failureOf({ endpoint: `http://127.0.0.1:${port}` });
      expect(error.message).to.include('not as DynamoDB');
      server.close();
    });
  });

  describe('with an engine that', () => {
    let project: FakeProject;

    beforeEach(() => {
      project = new FakeProject();
    });

    afterEach(() => project.leave());

    it('dies at start, shows what the engine said', async () => {
      project.installDynoxide('console.error("this kernel is too old"); process.exit(3)');
      const error = await failureOf({ engine: 'dynoxide' });
      expect(error.message).to.include('dynoxide has ended').and.to.include('this kernel is too old');
    });

    it('does not answer, gives up in time', async () => {
      project.installDynoxide('setInterval(() => {}, 1000)');
      const error = await failureOf({ engine: 'dynoxide', startTimeoutMs: 200 });
      expect(error.message).to.include('did not answer').and.to.include('200 ms');
    });

    it('lost its port to another process, tries other ports, and not for ever', async () => {
      const tries = join(project.folder, 'tries');
      const program = `require('node:fs').appendFileSync(${JSON.stringify(tries)}, process.argv[6] + '\\n');`;
      project.installDynoxide(`${program} console.error('port is already in use'); process.exit(1)`);
      const error = await failureOf({ engine: 'dynoxide' });
      expect(error.message).to.include('already in use');
      const ports = readFileSync(tries, 'utf8').trim().split('\n');
      expect(ports).to.have.length(3);
      expect(new Set(ports).size).to.be.above(1);
    });

    it('dies later, tells with its last words', async () => {
      project.installDynoxide(`
        const { createServer } = require('node:http');
        const answer = (request, response) => {
          if (request.url !== '/die') return response.end('{"TableNames":[]}');
          console.error('out of memory');
          process.exit(1);
        };
        const after = (name) => Number(process.argv[process.argv.indexOf(name) + 1]);
        for (const name of ['--port', '--mcp-port']) createServer(answer).listen(after(name), '127.0.0.1');
      `);
      const dynamodb = await startDynamoDB({ engine: 'dynoxide' });
      await fetch(`${dynamodb.endpoint}/die`).catch(() => undefined);
      expect(await dynamodb.exited)
        .to.have.property('message')
        .that.includes('out of memory');
      await dynamodb.stop();
    });

    it('needs a newer Java, says which', async () => {
      const { JAVA_HOME: home } = process.env;
      process.env.JAVA_HOME = project.installJava(
        'console.error("java.lang.UnsupportedClassVersionError: 61.0"); process.exit(1)',
      );
      try {
        const error = await failureOf({ engine: 'dynamodb-local' });
        expect(error.message).to.include('Java 17').and.to.include('UnsupportedClassVersionError');
      } finally {
        if (home === undefined) delete process.env.JAVA_HOME;
        else process.env.JAVA_HOME = home;
      }
    });
  });
});

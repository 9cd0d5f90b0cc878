import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { runKept } from '../../lib/local/kept-process.js';
import { connectingProgram } from './connecting-program.js';

describe('runKept', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = address !== null && typeof address === 'object' ? address.port : 0;
  });

  afterEach(() => server.close());

  /** Resolves once the kept process lives, with its connection, which closes when it dies. */
  async function connected(): Promise<Socket> {
    const [socket]: Socket[] = await once(server, 'connection');
    if (socket === undefined) throw new Error('no connection');
    return socket.resume();
  }

  it('ends the process and waits until it is gone', async () => {
    const kept = runKept(process.execPath, ['-e', connectingProgram(port)], {});
    const socket = await connected();
    const closed = once(socket, 'close');
    await kept.stop();
    await closed;
    await kept.stop();
  });

  it('hands over what the process wrote to its standard error last', async () => {
    const { exited } = runKept(process.execPath, ['-e', 'console.error("no room left"); process.exit(3)'], {});
    expect(await exited).to.equal('no room left');
  });

  it('says so where the command does not exist', async () => {
    expect(await runKept('no-such-engine', [], {}).exited).to.include('ENOENT');
  });

  it('hands over its environment, without what was meant for this process', async () => {
    const program = 'console.error([process.env.GREETING, process.env.NODE_OPTIONS].join())';
    expect(await runKept(process.execPath, ['-e', program], { GREETING: 'hello' }).exited).to.equal('hello,');
  });

  describe('when this process ends', () => {
    const endings: Record<string, (parent: ChildProcess) => void> = {
      exit: (parent) => parent.stdin?.write('now'),
      throw: (parent) => parent.stdin?.write('now'),
      kill: (parent) => parent.kill('SIGKILL'),
      terminate: (parent) => parent.kill('SIGTERM'),
      idle: (parent) => parent.stdin?.write('now'),
    };

    for (const [ending, end] of Object.entries(endings)) {
      it(`takes the process along (${ending})`, async () => {
        const program = join(__dirname, 'kept-parent.ts');
        const parent = spawn(process.execPath, ['-r', 'ts-node/register', program, `${port}`, ending], {
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        const gone = once(parent, 'exit');
        const socket = await connected();
        const closed = once(socket, 'close');
        end(parent);
        await gone;
        await closed;
      });
    }
  });
});

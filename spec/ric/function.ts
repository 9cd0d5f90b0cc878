import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Answer, type Invocation, RuntimeApi } from './runtime-api.js';
import { runtimeClient } from './runtime-client.js';

/** What became of an event. */
export interface Invoked extends Omit<Answer, 'requestId'> {
  /** What the function logged meanwhile: level and message. */
  readonly logs: readonly string[];
}

const TIMEOUT_MS = 30_000;

/**
 * Runs a function on Lambda's runtime client, hands it one event after another, and ends it. All happens in one process,
 * as in Lambda while it is warm.
 *
 * @throws Error with all that the process wrote, where an event gets no answer, or the process ends before its time.
 */
export async function invokeAll(
  folder: string,
  handler: string,
  invocations: readonly Invocation[],
): Promise<readonly Invoked[]> {
  const over = new AbortController();
  const api = await RuntimeApi.listen(over.signal);
  const client = startClient(api.address, folder, handler);
  client.exited.then((how) => over.abort(new Error(`the runtime client has ended by itself, with ${how}`)));
  const timer = setTimeout(() => over.abort(new Error(`not all were answered within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  const answers: Answer[] = [];
  try {
    for (const invocation of invocations) answers.push(await api.invoke(invocation));
  } catch (error) {
    // Then all that it wrote is there.
    await client.stop();
    throw new Error(`After ${answers.length} of ${invocations.length} events: ${reasonOf(error)}\n${client.output()}`);
  } finally {
    clearTimeout(timer);
    await client.stop();
    await api.stop();
  }
  return answers.map(({ requestId, ...answer }) => ({ ...answer, logs: logsOf(client.output(), requestId) }));
}

/** What Lambda's environment tells a runtime, and nothing of this process's. */
function startClient(address: string, folder: string, handler: string) {
  const child = spawn(process.execPath, [runtimeClient.program], {
    cwd: folder,
    env: {
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]00000000000000000000000000000000',
      AWS_LAMBDA_RUNTIME_API: address,
      AWS_REGION: 'us-east-1',
      LAMBDA_TASK_ROOT: folder,
      TZ: ':UTC',
      _HANDLER: handler,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = exitOf(child);
  return {
    exited,
    output: () => output,
    // Asked to end politely or not, it does not hear it while its native part waits for an event.
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Settles when the process has ended and all that it wrote has been read. */
async function exitOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'close');
    return code === null ? `signal ${signal}` : `code ${code}`;
  } catch (error) {
    return String(error);
  }
}

/** An abort says no more than that it is one; why is in its cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.name === 'AbortError' ? String(error.cause) : String(error);
}

/** The runtime client writes a line a message: time, request, level and message, line ends as carriage returns. */
function logsOf(output: string, requestId: string): string[] {
  const lines = output.split('\n').map((line) => line.split('\t'));
  return lines.filter(([, request]) => request === requestId).map(([, , ...message]) => message.join(' '));
}

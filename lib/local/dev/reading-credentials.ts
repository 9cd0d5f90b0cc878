import { realpathSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { namedError } from '../named-error.js';

interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

type Answer =
  | { readonly credentials: AwsCredentials }
  | { readonly error: { readonly name: string; readonly message: string } };

/** Runs in a thread, which has an environment of its own. Asks the AWS SDK as every client of it does. */
const ASK = `
const { createRequire } = require('node:module');
const { parentPort, workerData: { from, region } } = require('node:worker_threads');
const { DynamoDBStreams } = createRequire(from)('@aws-sdk/client-dynamodb-streams');
const client = new DynamoDBStreams({ region });
client.config.credentials().then(
  (credentials) => parentPort.postMessage({ credentials }),
  ({ name, message }) => parentPort.postMessage({ error: { name, message } }),
);
`;

/**
 * Gives a client the credentials that an environment leads to, whatever the environment of this process is by then. They
 * are asked for again when they expire.
 */
export function readingCredentials(environment: NodeJS.ProcessEnv, region: string): () => Promise<AwsCredentials> {
  const env = { ...environment };
  return async () => {
    const workerData = { from: realpathSync(process.argv[1] ?? ''), region };
    const answer = await ask(new Worker(ASK, { eval: true, env, workerData }));
    if ('credentials' in answer) return answer.credentials;
    throw namedError(answer.error.name, answer.error.message);
  };
}

function ask(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', (code) => reject(new Error(`Reading the AWS credentials ended with exit code ${code}`)));
  });
}

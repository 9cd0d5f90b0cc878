import { existsSync } from 'node:fs';
import { devNull, homedir } from 'node:os';
import { join } from 'node:path';
import type { LocalDynamoDB } from '../start-dynamodb.js';

/** What makes an AWS client talk to a local DynamoDB: to be set in another shell, and for the handlers' own clients. */
export function localEnvironment({ endpoint, region, credentials }: LocalDynamoDB): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

/** Variables that hold credentials of AWS, or say where clients find some. Windows has them in either case. */
const CREDENTIALS =
  /^AWS_(ACCESS_KEY|SECRET_|SESSION_TOKEN$|SECURITY_TOKEN$|CREDENTIAL|(DEFAULT_)?PROFILE$|ROLE_|WEB_IDENTITY_|CONTAINER_|BEARER_TOKEN|SSO_|ACCOUNT_ID$)/i;

/** In their place. The files and the instance's metadata are where clients look when no variable says anything. */
const NO_CREDENTIALS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

/**
 * Takes the AWS credentials out of an environment, so that the clients of handlers cannot reach what is deployed. They
 * get some that no service of AWS takes, as clients insist on any.
 */
export function removeCredentials(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (CREDENTIALS.test(name)) delete environment[name];
  // With it, clients would pass over the endpoint of the local DynamoDB.
  delete environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS;
  Object.assign(environment, NO_CREDENTIALS);
}

/** Whether clients would find credentials of AWS in this environment. */
export function hasCredentials(environment: NodeJS.ProcessEnv): boolean {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = environment;
  const files = [AWS_CONFIG_FILE ?? aws('config'), AWS_SHARED_CREDENTIALS_FILE ?? aws('credentials')];
  return Object.keys(environment).some((name) => CREDENTIALS.test(name)) || files.some((file) => existsSync(file));
}

function aws(name: string): string {
  return join(homedir(), '.aws', name);
}

/** Said where credentials are there and handlers do not get them. */
export const CREDENTIALS_NOTE =
  'Handlers get no AWS credentials that work. To give them those of this environment: --real-credentials';

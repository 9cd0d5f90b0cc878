import { devNull } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hasCredentials, removeCredentials } from '../../lib/local/dev/local-environment.js';

/** Every variable by which the AWS SDK for JavaScript finds credentials. */
const FOUND = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_ACCOUNT_ID',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_BEARER_TOKEN_BEDROCK',
];

/** What else people set. */
const KEPT = {
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_S3: 'http://localhost:9000',
  AWS_MAX_ATTEMPTS: '5',
  PATH: '/bin',
};

describe('the environment of handlers', () => {
  for (const name of FOUND)
    it(`has nothing real in ${name}`, () => {
      const environment: NodeJS.ProcessEnv = { ...KEPT, [name]: 'real' };
      removeCredentials(environment);
      expect(Object.values(environment)).not.to.include('real');
    });

  it('has no credentials under a name in small letters, which Windows takes for the same', () => {
    const environment: NodeJS.ProcessEnv = { aws_profile: 'real', Aws_Session_Token: 'real' };
    removeCredentials(environment);
    expect(Object.values(environment)).not.to.include('real');
  });

  it('leads to no file and to no instance that has credentials, and keeps the rest', () => {
    const environment: NodeJS.ProcessEnv = {
      ...KEPT,
      AWS_CONFIG_FILE: '/home/you/.aws/config',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    };
    removeCredentials(environment);
    expect(environment).to.deep.equal({
      ...KEPT,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });

  it('is known to have credentials by a variable or by a file', () => {
    const none = { AWS_CONFIG_FILE: join(__dirname, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(__dirname, 'none') };
    expect(hasCredentials(none)).to.equal(false);
    expect(hasCredentials({ ...none, AWS_PROFILE: 'prod' })).to.equal(true);
    expect(hasCredentials({ ...none, AWS_SHARED_CREDENTIALS_FILE: __filename })).to.equal(true);
  });
});

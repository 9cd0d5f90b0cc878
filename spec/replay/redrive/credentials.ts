const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_REGION: 'us-east-1' };

/** Lets the specs of a suite call stand-ins of AWS, as its clients find credentials in the environment. */
export function withCredentials(): void {
  const before_ = Object.keys(CREDENTIALS).map((name) => [name, process.env[name]] as const);
  before(() => void Object.assign(process.env, CREDENTIALS));
  after(() => {
    for (const [name, value] of before_) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

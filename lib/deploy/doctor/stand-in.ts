/**
 * What the clients of AWS insist on, for a stand-in on this machine that looks at none of it. Nothing where the
 * environment says something, as some stand-ins tell accounts apart by it.
 */
export function standInConfig(endpoint: string | undefined): object {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  if (endpoint === undefined || AWS_PROFILE || !isLoopback(new URL(endpoint).hostname)) return {};
  return {
    ...(AWS_REGION ? {} : { region: 'us-east-1' }),
    ...(AWS_ACCESS_KEY_ID ? {} : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
}

function isLoopback(hostname: string): boolean {
  return /^(127\.[\d.]+|\[::1\]|([^.]+\.)*localhost)$/.test(hostname);
}

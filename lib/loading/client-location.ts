/** What a stand-in of AWS on this machine takes: it looks at none of it, but AWS's clients insist on it. */
export const STAND_IN = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

interface Location {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/**
 * What a client of AWS is told about where it is to ask. For a stand-in on this machine also what the client insists on
 * and the stand-in does not look at: but nothing where the environment says something, as some of them tell accounts
 * apart by it.
 */
export function clientLocation({ region, endpoint }: Location): object {
  return {
    ...(endpoint !== undefined && { endpoint, ...(isOnThisMachine(endpoint) && whatStandInsTake()) }),
    ...(region !== undefined && { region }),
  };
}

function whatStandInsTake(): object {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  if (AWS_PROFILE) return {};
  return {
    ...(AWS_REGION ? {} : { region: STAND_IN.region }),
    ...(AWS_ACCESS_KEY_ID ? {} : { credentials: STAND_IN.credentials }),
  };
}

/** Whether a URL is one of this machine's own. */
export function isOnThisMachine(url: string): boolean {
  return /^(127\.[\d.]+|\[::1\]|([^.]+\.)*localhost)$/.test(new URL(url).hostname);
}

import { ConfigurationError } from '../errors.js';

/** What was asked of AWS, for the sentence that tells why it failed. */
export interface AwsCall {
  /** Such as `There is no function orders here`. */
  readonly notFound: string;
  /** The actions that the credentials have to allow, such as `lambda:InvokeFunction`. */
  readonly permissions: string;
  /** Where it was asked, if not at AWS itself. */
  readonly endpoint?: string | undefined;
}

/** Credentials that have expired, or that no account knows, by the names that services give this. */
const REFUSED_CREDENTIALS =
  /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|InvalidSignature|SignatureDoesNotMatch|InvalidToken)/;

/** What AWS's clients report, as one sentence; a mistake in onstream itself stays what it is. */
export function tellAwsError(error: unknown, { notFound, permissions, endpoint }: AwsCall): unknown {
  if (!(error instanceof Error) || error instanceof ConfigurationError) return error;
  const tell = (message: string) => new ConfigurationError(message, { cause: error });
  const { name, message } = error;
  if (name === 'CredentialsProviderError')
    return tell(
      `No AWS credentials were found: ${message}. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  if (REFUSED_CREDENTIALS.test(name))
    return tell(
      `${name}: ${message.replace(/\.?$/, '.')} AWS does not accept the credentials: sign in again, or set AWS_PROFILE, or ` +
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  if (message === 'Region is missing') return tell('No region is known: give --region, or set AWS_REGION.');
  if (/^(ResourceNotFound|NoSuchBucket|NoSuchKey|NotFound)/.test(name)) return tell(`${notFound}: ${message}`);
  if (name.startsWith('AccessDenied')) return tell(`${name}: ${message.replace(/\.?$/, '.')} It needs ${permissions}.`);
  const code = 'code' in error ? String(error.code) : '';
  if (/^E[A-Z]+$/.test(code)) return tell(`${endpoint ?? 'AWS'} does not answer: ${message || code}`);
  // Kinesis is asked by HTTP/2 alone.
  if (code.startsWith('ERR_HTTP2')) return tell(`${endpoint ?? 'AWS'} does not answer by HTTP/2: ${message}`);
  // Errors of AWS's clients tell which of AWS's rules was broken by their names.
  if ('$metadata' in error || '$response' in error) return tell(`${name}: ${message}`);
  return error;
}

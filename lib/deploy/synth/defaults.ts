import { DEFAULT_RUNTIME } from '../runtimes.js';

/** What a function is, in CloudFormation's words. */
export const FUNCTION_PROPERTIES = {
  Handler: 'index.handler',
  Runtime: DEFAULT_RUNTIME,
  Architectures: ['arm64'],
  MemorySize: 512,
  Timeout: 30,
} as const;

/** Errors are to name the handlers' own lines. */
export const ENVIRONMENT = { NODE_OPTIONS: '--enable-source-maps' } as const;

/** How long what was given up waits for somebody to look at it: as long as SQS keeps a message. */
export const FAILURES_RETENTION_SECONDS = 14 * 24 * 60 * 60;

export const LOG_RETENTION_DAYS = 30;

/** The condition of a policy's statement that holds for requests without TLS. */
export const NOT_BY_TLS = { Bool: { 'aws:SecureTransport': 'false' } } as const;

/** What a function is, in CloudFormation's words; SAM takes the same. */
export const FUNCTION_PROPERTIES = {
  Handler: 'index.handler',
  Runtime: 'nodejs22.x',
  Architectures: ['arm64'],
  MemorySize: 512,
  Timeout: 30,
  Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
} as const;

/** The Lambda runtime of new functions. */
export const DEFAULT_RUNTIME = 'nodejs24.x';

/**
 * The day on which AWS ends its support of a Node.js runtime: no security patches from then on, and some months later
 * functions with it can be neither made nor changed. By the table of Lambda's documentation,
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as of November 2026.
 */
export const SUPPORT_ENDS: ReadonlyMap<string, string> = new Map([
  ['nodejs16.x', '2024-06-12'],
  ['nodejs18.x', '2025-09-01'],
  ['nodejs20.x', '2026-04-30'],
  ['nodejs22.x', '2027-04-30'],
  ['nodejs24.x', '2028-04-30'],
]);

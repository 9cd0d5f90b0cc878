export const FORMATS = ['cloudformation', 'sam', 'terraform', 'serverless'] as const;

/** The tool that is to deploy the template. */
export type Format = (typeof FORMATS)[number];

import { lambdaTarget } from '../replay/target/lambda-target.js';
import { localTarget } from '../replay/target/local-target.js';
import type { ReplayTarget } from '../replay/target/target.js';

/** The package that brings the records there. */
export function targetPackage(file: string | undefined): string {
  return file === undefined ? '@aws-sdk/client-lambda' : 'esbuild';
}

/** Whether a place is a bucket, and not a folder or a file. */
export function isBucket(place: string): boolean {
  return place.startsWith('s3://');
}

/** Who gets the records of a replay: the handlers in a file, or without one the function that `--function` names. */
export function targetOf(
  file: string | undefined,
  functionName: string | undefined,
  options: { readonly region: string | undefined; readonly endpoint: string | undefined },
): Promise<ReplayTarget> {
  return file === undefined ? lambdaTarget(functionName ?? '', options) : localTarget(file);
}

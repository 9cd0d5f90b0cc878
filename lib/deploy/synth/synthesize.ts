import type { Manifest } from '../../manifest.js';
import { widenedToEverything } from '../widened-to-everything.js';
import { textsWithVariables } from './cloudformation/framework-variables.js';
import { samTemplate } from './cloudformation/sam-template.js';
import { serverlessTemplate, serverlessTree } from './cloudformation/serverless-template.js';
import { cloudFormationTemplate } from './cloudformation/template.js';
import type { Deployment } from './deployment.js';
import type { Format } from './format.js';
import { checkSynthOptions, type SynthOptions } from './options.js';
import { planDeployment } from './plan.js';
import { terraformTemplate } from './terraform/template.js';

/** A template that deploys handlers. */
export interface Synthesized {
  readonly template: string;
  /** What is worth a second look, though it can be deployed. */
  readonly warnings: readonly string[];
}

const WRITERS: Readonly<Record<Format, (deployment: Deployment) => Promise<string>>> = {
  cloudformation: cloudFormationTemplate,
  sam: samTemplate,
  terraform: terraformTemplate,
  serverless: serverlessTemplate,
};

/**
 * Writes the template that deploys the handlers of a manifest: the function, the tables or their streams, an event source
 * mapping with the derived filters for each, a queue for batches that were given up, and the least permissions.
 *
 * @throws ConfigurationError where the options do not fit the manifest, or AWS would refuse what it says
 * @example
 * ```ts
 * const { template } = await synthesize(handler.manifest, { format: 'sam', name: 'orders' });
 * ```
 */
export async function synthesize(manifest: Manifest, options: SynthOptions): Promise<Synthesized> {
  checkSynthOptions(options);
  const deployment = planDeployment(manifest, options);
  const template = await WRITERS[options.format](deployment);
  const doubts = options.format === 'serverless' ? frameworkWarnings(deployment) : [];
  return { template, warnings: [...widenedToEverything(manifest), ...doubts] };
}

/** What another version of the Serverless Framework would read otherwise. */
function frameworkWarnings(deployment: Deployment): string[] {
  return [...new Set(textsWithVariables(serverlessTree(deployment)))].map(
    (text) =>
      `serverless: ${JSON.stringify(text.slice(0, 60))} is escaped as version 3 of the Serverless Framework reads it; version 4 has ` +
      'no escape, and takes it for a variable',
  );
}

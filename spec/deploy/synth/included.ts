import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { SynthOptions } from '../../../lib/deploy/synth/options.js';
import { synthesize } from '../../../lib/deploy/synth/synthesize.js';
import type { Manifest } from '../../../lib/manifest.js';

/** Has AWS's code check templates by AWS's schemas of resources and rules too, and throw. */
const VALIDATE = { '@aws-cdk/core:validateAgainstDefaultRules': true };

/** A template as AWS's own code has read and written it. */
export interface Included {
  readonly text: string;
  readonly template: Template;
  /** Properties that AWS's code does not know, by resource. */
  readonly unknown: Readonly<Record<string, unknown>>;
}

/** Reads a template with AWS's code, which throws at a wrong type, a missing property and a reference to nothing. */
export function include(text: string): Included {
  const folder = mkdtempSync(join(tmpdir(), 'onstream-synth-'));
  const templateFile = join(folder, 'template.yaml');
  try {
    writeFileSync(templateFile, text);
    const stack = new Stack(new App({ context: VALIDATE, outdir: join(folder, 'out') }), 'Stack');
    const included = new CfnInclude(stack, 'Template', { templateFile });
    const template = Template.fromJSON(inLongForm(Template.fromStack(stack).toJSON()));
    const unknown: Record<string, unknown> = {};
    for (const id of Object.keys(template.toJSON().Resources)) {
      // What its classes have no property for, they keep aside.
      const aside: unknown = Reflect.get(included.getResource(id) satisfies CfnResource, 'rawOverrides');
      if (Object.keys(Object(aside)).length > 0)
        unknown[id] = inLongForm(JSON.parse(JSON.stringify(stack.resolve(aside))));
    }
    return { text, template, unknown };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `{ Fn::GetAtt: 'Table.Arn' }` means the same as the list of both. */
function inLongForm<T>(tree: T): T {
  return JSON.parse(JSON.stringify(tree), (key, value) =>
    key === 'Fn::GetAtt' && typeof value === 'string' ? value.split('.') : value,
  );
}

/** What the function's role allows. */
export function statementsIn(template: Template): readonly object[] {
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  return Object(role).Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement,
  );
}

export async function synthesized(
  manifest: Manifest,
  options: Partial<SynthOptions> & Pick<SynthOptions, 'format'>,
): Promise<string> {
  return (await synthesize(manifest, { name: 'orders', ...options })).template;
}

export async function included(manifest: Manifest, options: Partial<SynthOptions> = {}): Promise<Included> {
  return include(await synthesized(manifest, { format: 'cloudformation', ...options }));
}

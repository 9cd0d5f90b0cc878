import { ConfigurationError } from '../../../errors.js';
import { readTemplate } from '../../../loading/template.js';
import type { Format } from '../format.js';
import { diffLines } from './diff-lines.js';
import { diffTrees } from './diff-trees.js';
import { readFormat } from './format-of.js';
import { newStreams, streamsIn, streamsInHcl } from './new-streams.js';

/**
 * What changes from one template to another: a line for each part that is added (`+`), removed (`-`) or changed (`~`), by
 * its path, whatever the comments and the order are. Terraform's files are compared by their lines. A line that
 * begins with `!` says what is lost.
 *
 * @throws ConfigurationError where the old one is not of that format
 */
export async function diffTemplates(
  before: string,
  after: string,
  { format, file }: { readonly format: Format; readonly file: string },
): Promise<string[]> {
  const { format: found, template: old } = await readFormat(before, file);
  if (found !== undefined && found !== format)
    throw new ConfigurationError(
      `--diff ${file}: found a template for ${found}, expected one for ${format}, the --format`,
    );
  if (found === undefined)
    throw new ConfigurationError(`--diff ${file}: found no ${PARTS[format]}, expected a template for ${format}`);
  if (format === 'terraform')
    return [...diffLines(before, after), ...newStreams(streamsInHcl(before), streamsInHcl(after))];
  const now = await readTemplate(after, 'the new template');
  const streams = (template: unknown) =>
    format === 'serverless'
      ? streamsIn(Object(Object(template).resources).Resources, 'resources.Resources')
      : streamsIn(Object(template).Resources, 'Resources');
  return [...diffTrees(old, now), ...newStreams(streams(old), streams(now))];
}

/** What every template of a format has. */
const PARTS: Readonly<Record<Format, string>> = {
  cloudformation: 'Resources',
  sam: 'Resources',
  serverless: 'functions',
  terraform: 'resource',
};

import { ConfigurationError, isObject } from '../../../errors.js';
import { readTemplate } from '../../../loading/template.js';
import type { Format } from '../options.js';
import { diffLines } from './diff-lines.js';
import { diffTrees } from './diff-trees.js';

/**
 * What changes from one template to another: a line for each part that is added (`+`), removed (`-`) or changed (`~`), by
 * its path, whatever the comments and the order are. Terraform's files are compared by their lines.
 *
 * @throws ConfigurationError where the old one is not of that format
 */
export async function diffTemplates(
  before: string,
  after: string,
  { format, file }: { readonly format: Format; readonly file: string },
): Promise<string[]> {
  if (format === 'terraform') return diffLines(before, after);
  const old = await readTemplate(before, file);
  const part = format === 'serverless' ? 'functions' : 'Resources';
  if (!isObject(old) || !isObject(old[part]))
    throw new ConfigurationError(`--diff ${file}: found no ${part}, expected a template for ${format}`);
  return diffTrees(old, await readTemplate(after, 'the new template'));
}

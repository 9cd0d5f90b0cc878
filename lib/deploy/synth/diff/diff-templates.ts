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
  return diffTrees(await readTemplate(before, file), await readTemplate(after, 'the new template'));
}

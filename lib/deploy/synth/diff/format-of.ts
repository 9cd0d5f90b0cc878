import { isObject } from '../../../errors.js';
import { readTemplate } from '../../../loading/template.js';
import type { Format } from '../format.js';

/** A template that was read, and the tool that it is for, as far as one can see; Terraform's is not read. */
export async function readFormat(text: string, file: string): Promise<{ format?: Format; template?: unknown }> {
  if (/^(resource|data) "\w+" "[\w-]+" \{/m.test(text)) return { format: 'terraform' };
  const template = await readTemplate(text, file);
  if (!isObject(template)) return { template };
  if (isObject(template.Resources)) return { template, format: isSam(template.Transform) ? 'sam' : 'cloudformation' };
  return isObject(template.functions) ? { template, format: 'serverless' } : { template };
}

function isSam(transform: unknown): boolean {
  return [transform].flat().some((one) => typeof one === 'string' && one.startsWith('AWS::Serverless'));
}

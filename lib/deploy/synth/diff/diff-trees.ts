import { isObject } from '../../../errors.js';

/** What differs between two trees, by path; the order of keys does not matter. */
export function diffTrees(before: unknown, after: unknown, path = ''): string[] {
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      diffPart(before, after, key, path === '' ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const indexes = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => String(index));
    return indexes.flatMap((index) => diffPart(Object(before), Object(after), index, `${path}[${index}]`));
  }
  const [old, now] = [show(before), show(after)];
  return old === now ? [] : [`~ ${path}: ${old} -> ${now}`];
}

function diffPart(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
): string[] {
  const [old, now] = [before[key], after[key]];
  if (old !== undefined && now !== undefined) return diffTrees(old, now, path);
  if (old === undefined && now === undefined) return [];
  return old === undefined ? [`+ ${path}${describe(now)}`] : [`- ${path}${describe(old)}`];
}

/** A whole resource is named by its type. */
function describe(part: unknown): string {
  return isObject(part) && typeof part.Type === 'string' ? ` (${part.Type})` : `: ${show(part)}`;
}

function show(part: unknown): string {
  return JSON.stringify(part) ?? 'nothing';
}

import { parseDecimal } from '../records/decimal.js';
import type { AttributeMap, AttributeValue } from '../records/wire.js';

/** Text that two records share exactly if they are about the same item: its table, and its key by attribute name. */
export function itemKey(table: string | undefined, keys: AttributeMap | undefined): string {
  if (keys === undefined) return '';
  const names = Object.keys(keys);
  if (names.length > 1) names.sort();
  let text = table ?? '';
  for (const name of names) text += `\0${name}\0${keyText(keys[name])}`;
  return text;
}

function keyText(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return `S${value.S}`;
  if (value?.N !== undefined) return `N${numberKey(value.N)}`;
  if (typeof value?.B === 'string') return `B${value.B}`;
  return value?.B === undefined ? '' : `B${Buffer.from(value.B).toString('base64')}`;
}

function numberKey(text: string): string {
  const decimal = parseDecimal(text);
  return decimal === undefined ? text : `${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.magnitude}`;
}

import { checkKeys, kindOf, unexpected } from '../errors.js';

/**
 * What a setting can be: an integer between two bounds (or one more value beside them), or one of several words, each
 * a type or the value itself.
 */
export type Setting = readonly [lowest: number, highest: number, also?: number] | string;

/** Refuses unknown settings, and values that a setting cannot have. @throws ConfigurationError */
export function checkSettings(settings: object, known: Readonly<Record<string, Setting>>, where: string): void {
  checkKeys(settings, Object.keys(known), where);
  for (const [name, value] of Object.entries(settings)) {
    const setting = known[name];
    if (value !== undefined && setting !== undefined) checkSetting(value, setting, `${where}.${name}`);
  }
}

function checkSetting(value: unknown, setting: Setting, where: string): void {
  if (typeof setting === 'string') {
    const words = setting.split(' or ');
    if (!words.some((word) => word === (typeof value === 'string' ? `"${value}"` : '') || word === kindOf(value)))
      throw unexpected(where, value, setting);
    return;
  }
  const [lowest, highest, also] = setting;
  const number = Number.isInteger(value) ? Number(value) : Number.NaN;
  if (number === also || (number >= lowest && number <= highest)) return;
  throw unexpected(where, value, `an integer from ${lowest} to ${highest}${also ? ` or ${also}` : ''}`);
}

import { type Fragment, ruleCount } from './fragment.js';
import { IN_DATA_LENGTH } from './in-data.js';
import { isReadAsWritten } from './rules.js';

/** AWS's quota of a mapping; it can be raised to ten. */
export const MAX_FILTERS = 5;

/** AWS's limit of a pattern, in characters. */
export const MAX_LENGTH = 4096;

/** That of one which can be deployed on a Kinesis data stream, too. */
const MAX_DERIVED_LENGTH = MAX_LENGTH - IN_DATA_LENGTH;

/** Alternatives multiply inside of Lambda. AWS tells no limit for filters; EventBridge takes a thousand in a rule. */
const MAX_RULES = 500;

/** How long a part of a pattern is, written. */
export function length(part: unknown): number {
  return JSON.stringify(part)?.length ?? 0;
}

/** Whether Lambda takes the pattern, be it in a mapping of a Kinesis data stream, and reads it as it is written. */
export function fits(pattern: Fragment): boolean {
  return isShort(pattern) && isReadAsWritten(pattern);
}

export function isShort(pattern: Fragment): boolean {
  return length(pattern) <= MAX_DERIVED_LENGTH && hasFewRules(pattern);
}

export function hasFewRules(pattern: Fragment): boolean {
  return ruleCount(pattern) <= MAX_RULES;
}

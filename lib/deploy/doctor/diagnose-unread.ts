import type { Unread } from './deployed.js';
import type { Finding } from './finding.js';

/** What follows from each call that AWS refused. */
const NOT_COMPARED: Readonly<Record<string, { readonly needed: string; readonly what: string }>> = {
  'lambda:GetFunctionConfiguration': {
    needed: 'its runtime, its state and its variables',
    what: 'Tables that handlers take from the environment are those of this shell',
  },
  'lambda:ListEventSourceMappings': {
    needed: "the function's event source mappings",
    what: 'Mappings that are not listed were not compared',
  },
  'lambda:GetEventSourceMapping': { needed: "the mapping's filters", what: 'Its filters were not compared' },
  'dynamodb:DescribeTable': {
    needed: "the table's stream",
    what: 'Whether the mapping reads the latest stream of the table was not compared',
  },
  'dynamodb:DescribeStream': { needed: "the stream's view type", what: 'What images it carries was not compared' },
};

const REMEDIES = { wait: 'Run this again in a while.', install: 'Install the package, and run this again.' };

/** Tells of what could not be read: what is said of the rest holds nevertheless. */
export function diagnoseUnread({ action, table, reason, remedy = 'allow' }: Unread): Finding {
  const { needed, what } = NOT_COMPARED[action] ?? { needed: 'it', what: 'It was not compared' };
  return {
    severity: 'warning',
    ...(table === undefined ? {} : { table }),
    check: 'access',
    deployed: `what could not be read (${reason})`,
    needed,
    advice: `${what}. ${{ ...REMEDIES, allow: `Allow ${action}, and run this again.` }[remedy]}`,
  };
}

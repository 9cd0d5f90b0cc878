import { DEFAULT_RUNTIME, SUPPORT_ENDS } from '../runtimes.js';
import type { DeployedFunction } from './deployed.js';
import type { Difference } from './finding.js';

const OLDEST_NODE = 20;

/** How long before its end a runtime is told of. */
const NOTICE_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether the function can run the code at all, and for how long. */
export function diagnoseFunction(deployed: DeployedFunction, now: Date): Difference[] {
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason, Environment } = deployed;
  const differences: Difference[] = [...diagnoseRuntime(deployed, now)];
  const add = (severity: Difference['severity'], found: string, needed: string, advice: string) =>
    differences.push({ severity, check: 'function', deployed: found, needed, advice });

  if (State === 'Failed')
    add('loses data', because('it cannot run', StateReason), 'a function that runs', 'Deploy it again.');
  if (LastUpdateStatus === 'Failed')
    add('warning', because('its last update failed', LastUpdateStatusReason), 'the current code', 'Deploy it again.');
  if (Environment?.Error != null)
    differences.push({
      severity: 'warning',
      check: 'access',
      deployed: because('an environment that cannot be read', textOf(Environment.Error)),
      needed: 'its variables',
      advice: 'Tables that handlers take from the environment are those of this shell. Allow kms:Decrypt on its key.',
    });
  return differences;
}

function diagnoseRuntime({ Runtime }: DeployedFunction, now: Date): Difference[] {
  // A container image has none, and a runtime of one's own can be anything.
  if (Runtime == null || Runtime.startsWith('provided')) return [];
  const warn = (found: string, needed: string): Difference[] => [
    { severity: 'warning', check: 'function', deployed: found, needed, advice: `Deploy it with ${DEFAULT_RUNTIME}.` },
  ];
  const ends = SUPPORT_ENDS.get(Runtime);
  const version = Number(/^nodejs(\d+)/.exec(Runtime)?.[1] ?? 0);
  if (version < OLDEST_NODE)
    return warn(
      `the runtime ${Runtime}${ends === undefined ? '' : `, ${ended(ends, now)}`}`,
      `Node.js ${OLDEST_NODE} or later`,
    );
  if (ends === undefined || Date.parse(ends) - now.getTime() > NOTICE_DAYS * DAY_MS) return [];
  return warn(`the runtime ${Runtime}, ${ended(ends, now)}`, 'a runtime that AWS supports');
}

function ended(day: string, now: Date): string {
  return `whose support by AWS ${Date.parse(day) > now.getTime() ? 'ends' : 'ended'} on ${day}`;
}

function because(what: string, reason: string | undefined): string {
  return reason ? `${what} (${reason})` : what;
}

function textOf({
  ErrorCode,
  Message,
}: {
  readonly ErrorCode?: string | undefined;
  readonly Message?: string | undefined;
}) {
  return [ErrorCode, Message].filter(Boolean).join(': ');
}

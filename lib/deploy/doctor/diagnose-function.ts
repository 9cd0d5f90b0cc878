import type { DeployedFunction } from './deployed.js';
import type { Difference } from './finding.js';

const OLDEST_NODE = 20;

/** Whether the function can run the code at all. */
export function diagnoseFunction(deployed: DeployedFunction): Difference[] {
  const { Runtime, State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = deployed;
  const differences: Difference[] = [];
  const add = (severity: Difference['severity'], found: string, needed: string, advice: string) =>
    differences.push({ severity, check: 'function', deployed: found, needed, advice });

  // A container image has none, and a runtime of one's own can be anything.
  if (Runtime != null && !Runtime.startsWith('provided')) {
    const version = Number(/^nodejs(\d+)/.exec(Runtime)?.[1] ?? 0);
    if (version < OLDEST_NODE)
      add('warning', `the runtime ${Runtime}`, `Node.js ${OLDEST_NODE} or later`, 'Deploy it with nodejs22.x.');
  }
  if (State === 'Failed')
    add('loses data', because('it cannot run', StateReason), 'a function that runs', 'Deploy it again.');
  if (LastUpdateStatus === 'Failed')
    add('warning', because('its last update failed', LastUpdateStatusReason), 'the current code', 'Deploy it again.');
  return differences;
}

function because(what: string, reason: string | undefined): string {
  return reason ? `${what} (${reason})` : what;
}

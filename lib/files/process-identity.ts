import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names a process so that it is told from a later one with the same number, as far as the system says so. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Changes with each start of the machine; empty where the system does not tell. */
  readonly boot: string;
  /** Process numbers mean something within one namespace only, such as a container; empty where there is none. */
  readonly namespace: string;
  /** When the process started, in the system's own unit; empty where the system does not tell. */
  readonly started: string;
}

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    host: hostname(),
    boot: readProc('sys/kernel/random/boot_id'),
    namespace: pidNamespace(),
    started: startOf(process.pid) ?? '',
  };
}

/** Tells whether a process still runs. `unknown` for one of another machine or container. */
export function stateOf(other: ProcessIdentity): 'running' | 'ended' | 'unknown' {
  const { host, boot, namespace } = thisProcess();
  if (other.host !== host) return 'unknown';
  if (other.boot !== boot) return 'ended';
  if (other.namespace !== namespace) return 'unknown';
  if (!exists(other.pid)) return 'ended';
  const started = startOf(other.pid);
  return started === undefined || started === other.started ? 'running' : 'ended';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** `undefined` where the system does not tell; `ended` for a process that only waits for its parent to notice its end. */
function startOf(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  // The name of the program is in parentheses, and may contain some itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (stat === '') return undefined;
  return state === 'Z' || state === 'X' ? 'ended' : fields[19];
}

/** Linux alone has these files. */
function readProc(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'utf8').trim();
  } catch {
    return '';
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

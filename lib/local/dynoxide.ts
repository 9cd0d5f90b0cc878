import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { callEvery, realNow, sleep } from '../timers/real-timers.js';
import type { Engine } from './engine.js';
import { freePort } from './free-port.js';
import { installedPackage } from './installed.js';

/** The npm package that brings dynoxide's binary for the platform it is installed on. */
const PACKAGE = 'dynoxide';

/** How often expired items are deleted. DynamoDB takes up to days, DynamoDB Local about ten seconds. */
const SWEEP_MS = 1000;

/** How long the control interface may take to come up, and then to answer. */
const CONTROL_MS = 5000;
const RETRY_MS = 20;

/** Finds dynoxide in the user's project; `undefined` where there is no binary for this platform. */
export function findDynoxide(): Engine | undefined {
  const command = findBinary();
  if (command === undefined) return undefined;
  return {
    name: 'dynoxide',
    command,
    async launch(port) {
      const controlPort = await freePort(port);
      const token = randomBytes(32).toString('hex');
      return {
        args: ['serve', '--host', '127.0.0.1', '--port', `${port}`, '--mcp', '--mcp-port', `${controlPort}`],
        env: { DYNOXIDE_MCP_AUTH_TOKEN: token },
        whenUp: (signal) => sweepRegularly(`http://127.0.0.1:${controlPort}/mcp`, token, signal),
      };
    },
    hint: () => undefined,
  };
}

export const installDynoxide = `npm install --save-dev ${PACKAGE}`;

function findBinary(): string | undefined {
  const platformPackage = `@dynoxide/${process.platform}-${process.arch}`;
  const wrapper = installedPackage(PACKAGE);
  // Strict package managers put the platform's package where only its wrapper sees it.
  const nested = wrapper && installedPackage(platformPackage, [join(wrapper, 'package.json')]);
  const folder = nested ?? installedPackage(platformPackage);
  if (folder === undefined) return undefined;
  const binary = join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  return existsSync(binary) ? binary : undefined;
}

/**
 * dynoxide deletes expired items only when told to, and its control interface is the one that takes the order. The
 * first sweep is awaited, so that a control interface that does not work is an error at the start and not TTL
 * deletions that never come.
 */
async function sweepRegularly(control: string, token: string, signal: AbortSignal): Promise<void> {
  await firstSweep(control, token, signal);
  if (signal.aborted) return;
  const end = callEvery(SWEEP_MS, () => {
    // An engine that died is told by its exit; until then a sweep that failed is made up for by the next.
    sweep(control, token).catch(() => undefined);
  });
  signal.addEventListener('abort', end, { once: true });
}

/** The control interface comes up on its own, perhaps after DynamoDB's answers already. */
async function firstSweep(control: string, token: string, signal: AbortSignal): Promise<void> {
  const deadline = realNow() + CONTROL_MS;
  while (!signal.aborted) {
    try {
      return await sweep(control, token);
    } catch (error) {
      if (realNow() >= deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function sweep(control: string, token: string): Promise<void> {
  const response = await fetch(control, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'sweep_ttl', arguments: {} } }),
    signal: AbortSignal.timeout(CONTROL_MS),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`dynoxide refused to delete expired items (${response.status}): ${answer}`);
}

import { createServer } from 'node:net';

/**
 * A loopback port that nothing listens on now, and not the one that is already meant for something else: the system
 * draws from a few thousand, so two in a row are the same more often than it seems. Another process may take it first:
 * whoever uses it must cope.
 */
export async function freePort(otherThan?: number): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port !== otherThan) return port;
  }
}

/** Whether something listens on this loopback port. */
export async function isPortTaken(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return true;
    throw error;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

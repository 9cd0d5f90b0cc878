/** Aborts at the first Ctrl-C; the second ends the process at once. */
export function interruption(): AbortSignal {
  const over = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (over.signal.aborted) process.exit(130);
      over.abort();
    });
  }
  return over.signal;
}

/** A module of this project, as a module registry of its own loads it. */
export function loadedAnew<T>(path: string): T {
  const kept = { ...require.cache };
  for (const file of Object.keys(require.cache)) {
    if (!file.includes('node_modules')) delete require.cache[file];
  }
  try {
    return require(path);
  } finally {
    for (const file of Object.keys(require.cache)) delete require.cache[file];
    Object.assign(require.cache, kept);
  }
}

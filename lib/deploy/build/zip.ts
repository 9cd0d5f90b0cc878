import { loadFflate } from '../../loading/fflate.js';

/** Local time, as zip files have it: the same everywhere. */
const DATE = new Date(1980, 0, 1, 12);

const UNIX = 3;
/** A file that all may read, as Lambda's user is another. */
const PERMISSIONS = 0o100644 << 16;

/** A zip file that depends on names and contents alone: not on when, where, or in which order it is made. */
export async function zip(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const { zipSync } = await loadFflate();
  const sorted = Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: DATE, os: UNIX, attrs: PERMISSIONS });
}

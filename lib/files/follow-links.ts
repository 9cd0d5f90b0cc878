import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** As many links as systems follow before they report a circle. */
const MAX_LINKS = 40;

/**
 * The path of the file that a path leads to through all symbolic links, so that what replaces the file leaves the links as
 * they are. The file, and its folder, need not be there yet.
 *
 * @throws an error with code `ELOOP` where the links lead in a circle
 */
export function followLinks(path: string): string {
  let target = resolve(path);
  for (let links = 0; isLink(target); links++) {
    if (links === MAX_LINKS)
      throw Object.assign(new Error(`ELOOP: too many symbolic links, '${path}'`), { code: 'ELOOP' });
    target = resolve(dirname(target), readlinkSync(target));
  }
  return join(realFolder(dirname(target)), basename(target));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // It is not there yet, and has no links then.
    return folder;
  }
}

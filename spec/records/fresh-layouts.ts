import type { AttributeMap } from '../../lib/index.js';
import { Layouts } from '../../lib/records/layout.js';

/** As often as a layout is read before the tests look: well beyond the dozen after which its reader is compiled. */
const SIGHTINGS = 30;

/** How many readers share one copy of the module: far fewer than use up the layouts that a process compiles. */
const READERS = 5;

let readers = 0;
let loaded = { Layouts };

/** `Layouts` as a new process has it: how many layouts get compiled is bounded for the whole process. */
export function freshLayouts(readNumber: (text: string) => unknown): Layouts {
  if (readers++ % READERS === 0) {
    const path = require.resolve('../../lib/records/layout.js');
    delete require.cache[path];
    loaded = require(path);
  }
  return new loaded.Layouts(readNumber);
}

/** Has each of the images read so often that the reader has settled on its layout. */
export function warm(layouts: Layouts, ...images: readonly AttributeMap[]): Layouts {
  for (let sighting = 0; sighting < SIGHTINGS; sighting++) for (const image of images) layouts.read(image);
  return layouts;
}

/** A reader that has settled on the layouts of these images. */
export function warmLayouts(readNumber: (text: string) => unknown, ...images: readonly AttributeMap[]): Layouts {
  return warm(freshLayouts(readNumber), ...images);
}

import type { EventName } from '../records/stream-record.js';
import type { StreamViewType } from '../records/wire.js';

/** What is known of the records that a route hears. */
export interface Hearing {
  readonly eventNames: readonly EventName[];
  /** Those of `@OnChange`, which compares both images. */
  readonly paths?: unknown;
}

/** Which images each view type carries. */
const IMAGES: Readonly<Record<StreamViewType, readonly string[]>> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ['new'],
  OLD_IMAGE: ['old'],
  NEW_AND_OLD_IMAGES: ['new', 'old'],
};

/**
 * The least view type with which no handler meets a `MissingImageError`: what a handler reads is not known, so it is
 * every image that its records have.
 */
export function neededViewType(routes: readonly Hearing[]): StreamViewType {
  const needsNew = routes.some(needsNewImage);
  const needsOld = routes.some(needsOldImage);
  return needsNew && needsOld ? 'NEW_AND_OLD_IMAGES' : needsNew ? 'NEW_IMAGE' : 'OLD_IMAGE';
}

export function needsNewImage({ eventNames, paths }: Hearing): boolean {
  return paths !== undefined || eventNames.some((name) => name !== 'REMOVE');
}

export function needsOldImage({ eventNames, paths }: Hearing): boolean {
  return paths !== undefined || eventNames.some((name) => name !== 'INSERT');
}

/** Whether a stream of one view type has all the images of another one. AWS may have view types that are not known here. */
export function carries(viewType: string, needed: StreamViewType): boolean {
  const images = new Map(Object.entries(IMAGES)).get(viewType) ?? [];
  return IMAGES[needed].every((image) => images.includes(image));
}

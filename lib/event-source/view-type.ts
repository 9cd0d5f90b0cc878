import type { StreamViewType } from '../records/wire.js';
import type { DeclaredRoute } from './declared-route.js';

/**
 * The least view type with which no handler meets a `MissingImageError`: what a handler reads is not known, so it is
 * every image that its records have.
 */
export function neededViewType(routes: readonly DeclaredRoute[]): StreamViewType {
  const eventNames = new Set(routes.flatMap((route) => route.eventNames));
  const needsNew = eventNames.has('INSERT') || eventNames.has('MODIFY') || routes.some(isAboutChange);
  const needsOld = eventNames.has('REMOVE') || eventNames.has('MODIFY') || routes.some(isAboutChange);
  return needsNew && needsOld ? 'NEW_AND_OLD_IMAGES' : needsNew ? 'NEW_IMAGE' : 'OLD_IMAGE';
}

function isAboutChange({ declaration }: DeclaredRoute): boolean {
  return declaration.decorator === 'OnChange';
}

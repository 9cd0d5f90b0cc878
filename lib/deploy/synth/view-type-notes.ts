import type { RouteDescription } from '../../manifest.js';

/** Which handlers need which image: what they read is not known, so it is every image that their records have. */
export function viewTypeNotes(routes: readonly RouteDescription[]): string[] {
  const ids = (needs: (route: RouteDescription) => boolean) => [...new Set(routes.filter(needs).map(({ id }) => id))];
  const newImage = ids(({ eventNames, paths }) => paths !== undefined || eventNames.some((name) => name !== 'REMOVE'));
  const oldImage = ids(({ eventNames, paths }) => paths !== undefined || eventNames.some((name) => name !== 'INSERT'));
  return [
    ...(newImage.length > 0 ? [`The new image is for ${newImage.join(', ')}.`] : []),
    ...(oldImage.length > 0 ? [`The old image is for ${oldImage.join(', ')}.`] : []),
  ];
}

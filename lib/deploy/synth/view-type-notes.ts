import { needsNewImage, needsOldImage } from '../../event-source/view-type.js';
import type { RouteDescription } from '../../manifest.js';

/** Which handlers need which image. */
export function viewTypeNotes(routes: readonly RouteDescription[]): string[] {
  const ids = (needs: (route: RouteDescription) => boolean) => [...new Set(routes.filter(needs).map(({ id }) => id))];
  const [newImage, oldImage] = [ids(needsNewImage), ids(needsOldImage)];
  return [
    ...(newImage.length > 0 ? [`The new image is for ${newImage.join(', ')}.`] : []),
    ...(oldImage.length > 0 ? [`The old image is for ${oldImage.join(', ')}.`] : []),
  ];
}

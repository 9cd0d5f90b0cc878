export { type LoadedManifest, loadManifest } from '../loading/load-manifest.js';

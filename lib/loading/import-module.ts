/** Imports a module from a URL. Behind a text, since in the CommonJS build TypeScript would make a `require` of it. */
export const importModule: (url: string) => Promise<object> = Object(new Function('url', 'return import(url)'));

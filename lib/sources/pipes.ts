import { type Source, textField } from './source.js';

/** EventBridge Pipes over a stream: its elements in a bare array, named by their `eventID`. */
export function piped({ open }: Source): Source {
  return { open, identifierOf: (raw) => textField(raw, 'eventID') };
}

import type { Postprocessing } from './postprocessing.js';

/**
 * Every caller gets a copy of its own, by `structuredClone`: Map, Set, Date, Error, buffers and circular structures
 * survive; instances of classes come out as plain objects, without methods and private fields, and properties named by
 * symbols and getters are lost. What cannot be cloned (functions, symbols, promises, streams) rejects that caller with a
 * `DataCloneError`. A copy is paid for on every hit.
 */
export class StructuredClonePostprocessing implements Postprocessing {
  apply(value: any): any {
    return isPrimitive(value) ? value : structuredClone(value);
  }
}

/** Nobody can change these. */
function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
}

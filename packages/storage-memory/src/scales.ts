import { DefaultSerializer } from 'node:v8';

/** What the heap takes for a byte that V8 writes: 1 in long texts, 2 in most records. */
const HEAP_PER_WRITTEN = 2;
/** What stands for the bytes of a Buffer or a typed array, or for an object of Node's own. */
const HANDLE = 96;

/** Tells the size of one value by what V8 writes of it. Buffers and typed arrays are counted in place of being written. */
export class Scales extends DefaultSerializer {
  #counted = 0;

  /** @returns `undefined` for what V8 refuses: functions, symbols, promises, proxies, what is nested too deep for the stack */
  weigh(value: unknown): number | undefined {
    try {
      this.writeValue(value);
    } catch {
      return undefined;
    }
    return HEAP_PER_WRITTEN * this.releaseBuffer().byteLength + this.#counted;
  }

  /** Called by V8 in place of writing it. */
  _writeHostObject(object: object): void {
    this.#counted += HANDLE + (ArrayBuffer.isView(object) ? object.byteLength : 0);
  }

  /** Called by V8, which refuses shared memory otherwise. */
  _getSharedArrayBufferId(shared: SharedArrayBuffer): number {
    this.#counted += HANDLE + shared.byteLength;
    return 0;
  }
}

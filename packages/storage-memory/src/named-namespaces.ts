import type { MemoryNamespace } from './memory-namespace.js';

/** How many names there are before it looks for deserted ones the first time. */
const FIRST_LOOK = 64;

/**
 * The namespaces that anybody can open by name. One stays for whoever opens it next, as long as something stands in it; the
 * deserted ones are forgotten, name and all, as others come: methods of objects that come and go have one each.
 */
export class NamedNamespaces {
  readonly #namespaces = new Map<string, MemoryNamespace<any>>();
  #nextLook = FIRST_LOOK;

  /** How many it knows, deserted ones included that nobody has looked for. */
  get size(): number {
    return this.#namespaces.size;
  }

  getOrInsertComputed(name: string, open: () => MemoryNamespace<any>): MemoryNamespace<any> {
    const present = this.#namespaces.get(name);
    if (present !== undefined) return present;
    if (this.#namespaces.size >= this.#nextLook) this.#forgetDeserted();
    const opened = open();
    this.#namespaces.set(name, opened);
    return opened;
  }

  #forgetDeserted(): void {
    for (const [name, namespace] of this.#namespaces) if (namespace.isDeserted) this.#namespaces.delete(name);
    this.#nextLook = Math.max(FIRST_LOOK, 2 * this.#namespaces.size);
  }
}

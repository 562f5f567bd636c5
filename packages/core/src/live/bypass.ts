import { WeakList } from '../weak-list.js';

/** Set to `1` or `*` for all functions, or to labels with commas in between, such as `users,teams`. */
const VARIABLE = 'MEMOIR_BYPASS';

/** Which functions of one memoizer call straight through, besides those whose configuration says so. */
export class BypassSwitch {
  #all = false;
  readonly #named = new Map<string, boolean>();
  readonly #watchers = new WeakList<() => void>();

  /** @param label left out for all functions, those included that were set apart before */
  set(bypassed: boolean, label?: string): void {
    if (label === undefined) {
      this.#all = bypassed;
      this.#named.clear();
    } else this.#named.set(label, bypassed);
    for (const changed of this.#watchers) changed();
  }

  bypasses(label: string): boolean {
    return this.#named.get(label) ?? this.#all;
  }

  /** @param changed is held weakly */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }
}

/** Whether whoever runs the process wants the function bypassed. Asked where a function takes up its configuration. */
export function isBypassedByEnvironment(label: string): boolean {
  const asked = process.env[VARIABLE];
  if (asked === undefined || asked === '') return false;
  const labels = asked.split(',').map((each) => each.trim());
  return asked === '1' || labels.includes('*') || labels.includes(label);
}

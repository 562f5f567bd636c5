type Listener = (event: Record<string, unknown>) => void;

/** As much of a browser's element as the script of the page uses. */
export class FakeElement {
  textContent = '';
  className = '';
  readonly style: Record<string, string> = {};
  readonly viewBox = { baseVal: { width: 848 } };
  readonly clientWidth = 424;
  readonly classes = new Set<string>();
  readonly classList = {
    add: (name: string) => void this.classes.add(name),
    remove: (name: string) => void this.classes.delete(name),
  };
  children: (FakeElement | string)[] = [];
  readonly #listeners = new Map<string, Listener>();

  constructor(readonly picture?: FakeElement) {}

  /** All texts in it, in their order. */
  get text(): string {
    return [this.textContent, ...this.children.map((child) => (typeof child === 'string' ? child : child.text))]
      .filter((text) => text !== '')
      .join(' ');
  }

  querySelector(): FakeElement {
    return this.picture!;
  }

  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }

  appendChild(child: FakeElement): FakeElement {
    this.children.push(child);
    return child;
  }

  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }

  /** Shown at half its size, 100 pixels from the left. */
  getBoundingClientRect(): { left: number; width: number } {
    return { left: 100, width: 424 };
  }

  addEventListener(name: string, listener: Listener): void {
    this.#listeners.set(name, listener);
  }

  fire(name: string, event: Record<string, unknown> = {}): void {
    this.#listeners.get(name)!({ preventDefault() {}, ...event });
  }
}

import { TestEnvironment } from 'jest-environment-node';

/**
 * Where jest itself looks away: a promise that was rejected, handled by nobody for a turn of the event loop, and
 * handled after that. Jest forgives it; a Node process ends at it. Gathered here because the `process` that tests see is
 * a copy, which hears no events; judged in `test/after-each-test.ts`.
 */
const HANDLED_TOO_LATE = Symbol.for('memoir.handled-too-late');

export default class Environment extends TestEnvironment {
  #unhandled = new WeakMap();

  async setup() {
    await super.setup();
    this.global[HANDLED_TOO_LATE] = [];
  }

  handleTestEvent(event) {
    if (event.name === 'error' && event.promise) {
      this.#unhandled.set(event.promise, event.error);
    } else if (event.name === 'error_handled' && this.#unhandled.has(event.promise)) {
      this.global[HANDLED_TOO_LATE].push(this.#unhandled.get(event.promise));
    }
  }
}

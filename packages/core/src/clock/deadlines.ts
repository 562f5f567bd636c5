import type { Clock, Timer } from './clock.js';
import type { Milliseconds } from './duration.js';

/** Something that runs unless it is cancelled first. */
export interface Deadline {
  cancel(): void;
}

/**
 * Deadlines of many short-lived things by one timer for each span, instead of one timer for each thing: all that wait
 * equally long come due in the order they began. An idle queue keeps its timer until it fires, so that a steady stream
 * of loads arms one timer per span and not one per load. All functions on one clock share them: a thousand objects with
 * methods of their own have no timers of their own.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #queues = new Map<Milliseconds, DeadlineQueue>();
  #users = 0;

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  static on(clock: Clock): Deadlines {
    let deadlines = deadlinesOfClocks.get(clock);
    if (deadlines === undefined) {
      deadlines = new Deadlines(clock);
      deadlinesOfClocks.set(clock, deadlines);
    }
    return deadlines;
  }

  /** One user more, who leaves in the end. */
  join(): void {
    this.#users++;
  }

  /**
   * @param from the monotonic instant from which `span` counts
   * @param task called with `subject`; the two are apart so that a load needs no closure of its own
   */
  add<T>(span: Milliseconds, from: Milliseconds, task: (subject: T) => void, subject: T): Deadline {
    let queue = this.#queues.get(span);
    if (queue === undefined) {
      queue = new DeadlineQueue(
        this.#clock,
        () => this.#queues.delete(span),
        () => this.#users === 0,
      );
      this.#queues.set(span, queue);
    }
    return queue.add(from + span, task as (subject: unknown) => void, subject);
  }

  /**
   * One user less. After the last one the timers of queues stop that nothing waits in, and the others once they are empty.
   * A user who is forgotten without it leaves a timer that stops when it fires.
   */
  leave(): void {
    this.#users--;
    if (this.#users === 0) for (const queue of this.#queues.values()) queue.stopIfIdle();
  }
}

const deadlinesOfClocks = new WeakMap<Clock, Deadlines>();

class DeadlineNode implements Deadline {
  previous: DeadlineNode | undefined = undefined;
  next: DeadlineNode | undefined = undefined;

  constructor(
    readonly queue: DeadlineQueue,
    readonly due: Milliseconds,
    readonly task: (subject: unknown) => void,
    readonly subject: unknown,
  ) {}

  cancel(): void {
    this.queue.remove(this);
  }
}

class DeadlineQueue {
  #first: DeadlineNode | undefined;
  #last: DeadlineNode | undefined;
  #timer: Timer | undefined;
  #armedFor: Milliseconds = 0;

  constructor(
    private readonly clock: Clock,
    private readonly emptied: () => void,
    private readonly isUnused: () => boolean,
  ) {}

  add(due: Milliseconds, task: (subject: unknown) => void, subject: unknown): DeadlineNode {
    const node = new DeadlineNode(this, due, task, subject);
    // Nearly always the last one; a span of which a part is used up already goes a little further ahead.
    let before = this.#last;
    while (before !== undefined && before.due > due) before = before.previous;
    const after = before === undefined ? this.#first : before.next;
    node.previous = before;
    node.next = after;
    if (before) before.next = node;
    else this.#first = node;
    if (after) after.previous = node;
    else this.#last = node;
    if (this.#timer === undefined || (before === undefined && due < this.#armedFor)) this.#arm(due);
    return node;
  }

  remove(node: DeadlineNode): void {
    if (node.previous) node.previous.next = node.next;
    else if (this.#first === node) this.#first = node.next;
    else return; // removed before
    if (node.next) node.next.previous = node.previous;
    else this.#last = node.previous;
    node.previous = node.next = undefined;
    if (this.#first === undefined && this.isUnused()) this.stopIfIdle();
  }

  stopIfIdle(): void {
    if (this.#first !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.emptied();
  }

  #arm(due: Milliseconds): void {
    this.#timer?.cancel();
    this.#armedFor = due;
    this.#timer = this.clock.schedule(due - this.clock.monotonic(), () => this.#run());
  }

  #run(): void {
    this.#timer = undefined;
    const now = this.clock.monotonic();
    try {
      for (let node = this.#first; node && node.due <= now; node = this.#first) {
        this.remove(node);
        node.task(node.subject);
      }
    } finally {
      // Also after a task that failed, which must not be what ends the deadlines of others.
      if (this.#timer === undefined) this.#goOn();
    }
  }

  #goOn(): void {
    if (this.#first) this.#arm(this.#first.due);
    else this.emptied();
  }
}

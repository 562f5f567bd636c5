import { ignore } from '../flight/deferred.js';
import type { Clock, Timer } from './clock.js';
import type { Milliseconds } from './duration.js';

const { ceil } = Math;

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
  /** The queue that was used last, most of the time that of the next load. */
  #latest: DeadlineQueue | undefined = undefined;
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
    const latest = this.#latest;
    const queue = latest !== undefined && latest.span === span ? latest : this.#queueOf(span);
    return queue.add(from + span, task as (subject: unknown) => void, subject);
  }

  get isUnused(): boolean {
    return this.#users === 0;
  }

  /**
   * One user less. After the last one the timers of queues stop that nothing waits in, and the others once they are empty.
   * A user who is forgotten without it leaves a timer that stops when it fires.
   */
  leave(): void {
    this.#users--;
    if (this.#users === 0) for (const queue of this.#queues.values()) queue.stopIfIdle();
  }

  #queueOf(span: Milliseconds): DeadlineQueue {
    let queue = this.#queues.get(span);
    if (queue === undefined) {
      queue = new DeadlineQueue(this, span, this.#clock, () => this.#forget(span));
      this.#queues.set(span, queue);
    }
    this.#latest = queue;
    return queue;
  }

  #forget(span: Milliseconds): void {
    this.#queues.delete(span);
    this.#latest = undefined;
  }
}

const deadlinesOfClocks = new WeakMap<Clock, Deadlines>();

class DeadlineNode implements Deadline {
  previous: DeadlineNode | undefined = undefined;
  next: DeadlineNode | undefined = undefined;

  constructor(
    readonly queue: DeadlineQueue | undefined,
    readonly due: Milliseconds,
    readonly task: (subject: unknown) => void,
    readonly subject: unknown,
  ) {}

  cancel(): void {
    if (this.next !== undefined) this.queue!.remove(this, this.next);
  }
}

class DeadlineQueue {
  /** Stands before the first and behind the last, so that every node that waits has two neighbours. */
  readonly #end: DeadlineNode;
  #timer: Timer | undefined = undefined;
  #armedFor: Milliseconds = 0;

  constructor(
    private readonly owner: Deadlines,
    readonly span: Milliseconds,
    private readonly clock: Clock,
    private readonly emptied: () => void,
  ) {
    this.#end = new DeadlineNode(undefined, 0, ignore, undefined);
    this.#end.previous = this.#end.next = this.#end;
  }

  add(instant: Milliseconds, task: (subject: unknown) => void, subject: unknown): DeadlineNode {
    const end = this.#end;
    // Timers know whole milliseconds only, and a whole number takes no memory of its own.
    const due = ceil(instant);
    const node = new DeadlineNode(this, due, task, subject);
    // Nearly always the last one; a span of which a part is used up already goes a little further ahead.
    let before = end.previous!;
    while (before !== end && before.due > due) before = before.previous!;
    const after = before.next!;
    node.previous = before;
    node.next = after;
    before.next = node;
    after.previous = node;
    if (this.#timer === undefined || (before === end && due < this.#armedFor)) this.#arm(due);
    return node;
  }

  remove(node: DeadlineNode, next: DeadlineNode): void {
    const previous = node.previous!;
    previous.next = next;
    next.previous = previous;
    node.previous = node.next = undefined;
    if (next === previous && this.owner.isUnused) this.stopIfIdle();
  }

  stopIfIdle(): void {
    if (this.#first() !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.emptied();
  }

  #first(): DeadlineNode | undefined {
    const first = this.#end.next;
    return first === this.#end ? undefined : first;
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
      for (let node = this.#first(); node && node.due <= now; node = this.#first()) {
        node.cancel();
        node.task(node.subject);
      }
    } finally {
      // Also after a task that failed, which must not be what ends the deadlines of others.
      if (this.#timer === undefined) this.#goOn();
    }
  }

  #goOn(): void {
    const first = this.#first();
    if (first) this.#arm(first.due);
    else this.emptied();
  }
}

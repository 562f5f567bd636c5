/** Somebody who asks for a place. */
export interface Guest {
  /** Nobody waits for it but the cache itself. */
  readonly isBackground: boolean;
  /** A place has become free and is theirs. */
  placed(): void;
  /** Had to make room in the queue for somebody who is waited for. */
  displaced(): void;
}

/**
 * A number of places and the queue before them. Guests are placed in the order they came, those that a caller waits for
 * before all others. While the queue is full, a caller's guest takes the room of one that nobody waits for.
 */
export class Places {
  #taken = 0;
  readonly #callers = new Set<Guest>();
  readonly #background = new Set<Guest>();

  /**
   * @param count how many guests can be placed at a time
   * @param room how many more can wait
   */
  constructor(
    private count: number,
    private room: number,
  ) {}

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#callers.size + this.#background.size;
  }

  /** Whether a guest that nobody waits for would have to be turned away. */
  get areFull(): boolean {
    return this.#taken >= this.count && this.waiting >= this.room;
  }

  /** More places let guests in at once; with fewer, nobody is sent away, and nobody let in until enough have left. */
  resize(count: number, room: number): void {
    this.count = count;
    this.room = room;
    this.#letIn();
  }

  enter(guest: Guest): 'placed' | 'waiting' | 'refused' {
    if (this.#taken < this.count) {
      this.#taken++;
      return 'placed';
    }
    if (this.waiting >= this.room) {
      const [expendable] = this.#background;
      if (guest.isBackground || expendable === undefined) return 'refused';
      this.#background.delete(expendable);
      this.#callers.add(guest);
      expendable.displaced();
      return 'waiting';
    }
    (guest.isBackground ? this.#background : this.#callers).add(guest);
    return 'waiting';
  }

  /** Somebody waits for it from now on. */
  prefer(guest: Guest): void {
    if (this.#background.delete(guest)) this.#callers.add(guest);
  }

  /** One who waited goes. */
  leave(guest: Guest): void {
    if (!this.#callers.delete(guest)) this.#background.delete(guest);
  }

  /** One who was placed goes. */
  exit(): void {
    this.#taken--;
    this.#letIn();
  }

  #letIn(): void {
    while (this.#taken < this.count && this.waiting > 0) {
      const queue = this.#callers.size > 0 ? this.#callers : this.#background;
      const [next] = queue;
      queue.delete(next!);
      this.#taken++;
      next!.placed();
    }
  }
}

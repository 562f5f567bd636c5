import type { Timer } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import { StorageError } from '../errors.js';
import type {
  FollowOptions,
  Invalidation,
  InvalidationLog,
  LogFollower,
  LogGap,
  LogPosition,
  LogSubscription,
} from '../invalidation/invalidation-log.js';

/**
 * A log for choreographed tests: what is told to whom, when, and what is lost, is the test's to say. By itself it tells
 * everything at once and proves it as often as it is asked to.
 *
 *     const log = new HeldLog();
 *     const there = log.lines[1]!; // of the second that followed
 *     there.hold();
 *     await here.invalidate('ada');
 *     there.deliver();
 */
export class HeldLog implements InvalidationLog {
  /** One for each follower, in the order in which they came; closed ones too. */
  readonly lines: HeldLogLine[] = [];
  /** Everything that was appended. */
  readonly appended: Invalidation[] = [];
  #failure: unknown = undefined;
  readonly #waiting = new Set<() => void>();

  async append(invalidation: Invalidation): Promise<LogPosition> {
    if (this.#failure !== undefined) throw new StorageError('the log does not take it', { cause: this.#failure });
    const position = String(this.appended.push(invalidation));
    for (const line of this.lines) line.append(invalidation, position);
    return position;
  }

  follow(follower: LogFollower, options: FollowOptions): LogSubscription {
    const line = new HeldLogLine(follower, options, String(this.appended.length), () => this.#look());
    this.lines.push(line);
    return line;
  }

  /** A line that is held or cut is waited for, until its follower has been told or cannot rely on what it knows. */
  spread({ clock, reliesFor = 0 }: FollowOptions): Promise<void> {
    const position = this.appended.length;
    const longest = Math.max(reliesFor, ...this.lines.map((line) => line.reliesFor));
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (!this.lines.some((line) => line.isBehind(position))) end();
      };
      const timer = clock.schedule(longest, end);
      this.#waiting.add(look);
      look();
    });
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }

  /** From now on nothing can be appended; `undefined` ends that. */
  failAppends(cause: unknown): void {
    this.#failure = cause;
  }
}

interface Message {
  readonly invalidation: Invalidation;
  readonly position: LogPosition;
}

/** How one follower is reached. */
export class HeldLogLine implements LogSubscription {
  position: LogPosition | undefined = undefined;
  #messages: Message[] = [];
  #isHeld = false;
  #isCut = false;
  #isClosed = false;
  #unnoticed: LogGap | undefined = undefined;
  #proving: Timer | undefined = undefined;

  constructor(
    private readonly follower: LogFollower,
    private readonly options: FollowOptions,
    position: LogPosition,
    private readonly changed: () => void,
  ) {
    this.position = position;
    follower.gap('started');
    this.prove();
  }

  /** How many messages wait. */
  get waiting(): number {
    return this.#messages.length;
  }

  /** Zero where nobody is to wait for it. */
  get reliesFor(): Milliseconds {
    return this.#isClosed ? 0 : (this.options.reliesFor ?? 0);
  }

  /** Whether its follower may rely on what it has, and has not been told of all that had been appended then. */
  isBehind(appended: number): boolean {
    if (this.reliesFor === 0) return false;
    return this.#unnoticed !== undefined || this.#messages.some(({ position }) => Number(position) <= appended);
  }

  append(invalidation: Invalidation, position: LogPosition): void {
    if (this.#isClosed) return;
    this.#messages.push({ invalidation, position });
    if (!this.#isHeld && !this.#isCut) this.deliver();
  }

  /** Messages wait from now on; while any do, nothing is proven. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Tells what waits, oldest first. */
  deliver(count = Number.POSITIVE_INFINITY): void {
    for (const { invalidation, position } of this.#messages.splice(0, count)) {
      this.position = position;
      this.follower.invalidated(invalidation, position);
    }
    this.changed();
  }

  /** Tells what waits, and everything that comes from now on. */
  letThrough(): void {
    this.#isHeld = false;
    this.deliver();
  }

  /** The connection is gone: nothing is told, nothing is proven. */
  cut(): void {
    this.#isCut = true;
    this.follower.failed(new StorageError('the log cannot be reached'));
  }

  /** The connection is back, and the log resumed where it stood; what was missed is told. */
  restore(): void {
    this.#isCut = false;
    if (this.#unnoticed === undefined) this.deliver();
    this.prove();
  }

  /** What waits is lost. The driver finds out with its next proof, and says so by a gap. */
  lose(reason: LogGap = 'lost'): void {
    this.#messages = [];
    this.#unnoticed = reason;
  }

  /** What waits is lost, and the driver never finds out: what no driver may do. */
  swallow(): void {
    this.#messages = [];
    this.changed();
  }

  /** Looks for gaps, and proves what was told; happens by itself as often as the follower wants it. */
  prove(): void {
    this.#proving?.cancel();
    if (this.#isClosed) return;
    const { clock, proveEvery } = this.options;
    this.#proving = clock.schedule(proveEvery, () => this.prove());
    if (this.#isCut) return;
    if (this.#unnoticed !== undefined) this.follower.gap(this.#unnoticed);
    this.#unnoticed = undefined;
    if (this.#messages.length === 0) this.follower.complete(clock.monotonic());
    this.changed();
  }

  close(): void {
    this.#isClosed = true;
    this.#messages = [];
    this.#proving?.cancel();
    this.changed();
  }
}

import type { Invalidation, InvalidationLog, LogFollower, LogPosition, LogSubscription } from './invalidation-log.js';

/** A log among the storages of one process: who follows is told before `append` answers, so nothing can ever be missed. */
export class InProcessLog implements InvalidationLog {
  #last = 0;
  readonly #subscriptions = new Set<InProcessSubscription>();

  append(invalidation: Invalidation): Promise<LogPosition> {
    const position = String(++this.#last);
    for (const subscription of this.#subscriptions) subscription.tell(invalidation, position);
    return Promise.resolve(position);
  }

  spread(): Promise<void> {
    return Promise.resolve();
  }

  follow(follower: LogFollower): LogSubscription {
    const subscription = new InProcessSubscription(follower, String(this.#last), (ended) => {
      this.#subscriptions.delete(ended);
    });
    this.#subscriptions.add(subscription);
    follower.gap('started');
    follower.complete(Number.POSITIVE_INFINITY);
    return subscription;
  }
}

class InProcessSubscription implements LogSubscription {
  constructor(
    private readonly follower: LogFollower,
    public position: LogPosition,
    private readonly ended: (subscription: InProcessSubscription) => void,
  ) {}

  tell(invalidation: Invalidation, position: LogPosition): void {
    this.position = position;
    this.follower.invalidated(invalidation, position);
  }

  close(): void {
    this.ended(this);
  }
}

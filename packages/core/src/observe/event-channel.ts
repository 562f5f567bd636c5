import { type Channel, channel } from 'node:diagnostics_channel';

/** On a channel: who is to be told when somebody subscribes or leaves. Each copy of this package has one of its own. */
const WATCHERS = Symbol.for('memoir.channel-watchers');

interface WatchedChannel extends Channel {
  [WATCHERS]?: Set<WeakRef<EventChannel>>;
}

/**
 * A channel of `node:diagnostics_channel`, and whether anybody hears it as a field that can be read on the way of a hit.
 *
 * Node tells nobody of a subscription, and asking the channel each time would be a second look on each hit. So the two
 * methods through which subscribers come and go, `subscribe` and `unsubscribe` of these very channels, look once more
 * after they have done what they do.
 */
export class EventChannel {
  isHeard: boolean;
  readonly #channel: WatchedChannel;

  constructor(
    name: string,
    private readonly changed: () => void = () => undefined,
  ) {
    this.#channel = channel(name);
    this.isHeard = this.#channel.hasSubscribers;
    this.#channel[WATCHERS] ??= watched(this.#channel);
    this.#channel[WATCHERS].add(new WeakRef(this));
  }

  publish(event: object): void {
    this.#channel.publish(event);
  }

  look(): void {
    const { hasSubscribers } = this.#channel;
    if (hasSubscribers === this.isHeard) return;
    this.isHeard = hasSubscribers;
    this.changed();
  }
}

function watched(channel: Channel): Set<WeakRef<EventChannel>> {
  const watchers = new Set<WeakRef<EventChannel>>();
  for (const name of ['subscribe', 'unsubscribe'] as const) {
    const value = (subscriber: (message: unknown, name: string | symbol) => void) => {
      // Found anew: a channel changes its prototype with its first subscriber, and with the last.
      const answer = Object.getPrototypeOf(channel)[name].call(channel, subscriber);
      for (const watcher of watchers) watcher.deref()?.look();
      return answer;
    };
    Object.defineProperty(channel, name, { value, configurable: true, writable: true });
  }
  return watchers;
}

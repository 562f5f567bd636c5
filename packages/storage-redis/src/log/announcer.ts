import type { Argument, RedisCommands } from '../client/redis-commands.js';
import type { Script } from '../scripts/script.js';
import type { RedisLog } from './redis-log.js';
import type { Streams } from './streams.js';

/** Carries out what takes something away from others, and then tells the log. */
export class Announcer {
  constructor(
    private readonly removals: RedisCommands,
    private readonly streams: Streams,
    private readonly log: RedisLog,
  ) {}

  /**
   * In one script where one server has both, in two where they are in different slots.
   *
   * @param hasEffect whether the reply means that there is something to tell; always by default
   * @returns that
   */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    message: string,
    hasEffect: (reply: unknown) => boolean = () => true,
  ): Promise<boolean> {
    const stream = this.streams.for(keys[0]!);
    if (this.streams.all.length === 1) {
      return hasEffect(await script.run(this.removals, [...keys, stream], [...args, message]));
    }
    const isEffective = hasEffect(await script.run(this.removals, keys, [...args, message]));
    if (isEffective) await this.log.appendTo(stream, message);
    return isEffective;
  }
}

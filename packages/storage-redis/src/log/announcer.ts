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
   * @param message empty for none
   * @param isToBeTold whether the reply means that there is something to tell; always by default
   */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    message: string,
    isToBeTold: (reply: unknown) => boolean = () => true,
  ): Promise<unknown> {
    const stream = this.streams.for(keys[0]!);
    if (this.streams.all.length === 1) return script.run(this.removals, [...keys, stream], [...args, message]);
    const reply = await script.run(this.removals, keys, [...args, message]);
    if (message !== '' && isToBeTold(reply)) await this.log.appendTo(stream, message);
    return reply;
  }
}

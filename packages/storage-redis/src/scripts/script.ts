import { createHash } from 'node:crypto';
import type { Argument, RedisCommands } from '../client/redis-commands.js';

/** A Lua script; all the keys of one run are in one slot. */
export class Script {
  readonly #digest: string;

  constructor(private readonly text: string) {
    this.#digest = createHash('sha1').update(text).digest('hex');
  }

  /** Sends the digest; the text only to a server that does not know it, which may be any after a restart or a flush. */
  async run(client: RedisCommands, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    try {
      return await client.callBuffer('EVALSHA', this.#digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return client.callBuffer('EVAL', this.text, keys.length, ...keys, ...args);
    }
  }
}

function isUnknownScript(error: unknown): boolean {
  return String((error as { message?: unknown } | null)?.message).startsWith('NOSCRIPT');
}

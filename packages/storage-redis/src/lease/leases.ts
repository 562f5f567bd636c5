import { Buffer } from 'node:buffer';
import type { Milliseconds } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import type { Announcer } from '../log/announcer.js';
import type { KeyNames } from '../naming/key-names.js';
import {
  abandonScript,
  acquireScript,
  expireScript,
  extendScript,
  offerScript,
  removeScript,
  takeScript,
} from '../scripts/lease-scripts.js';
import { confirmScript, quarantineScript } from '../scripts/quarantine-scripts.js';
import type { Script } from '../scripts/script.js';
import { HEAD_LENGTH, headOf, kindOf, newToken, stampOf } from '../wire/stamp.js';
import { expiryOf } from '../wire/value-format.js';
import type { RedisPermit } from './redis-permit.js';

/** What was found on the way to a lease. */
export type Attempt =
  | { readonly kind: 'acquired'; readonly stands: Buffer; readonly token: string }
  | { readonly kind: 'held'; readonly stands: Buffer }
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'value'; readonly bytes: Buffer }
  /** Nothing of ours, not even of our type: only `takeOver` gets past it. */
  | { readonly kind: 'foreign' };

/** The commands by which the right to store is taken, kept, used and given back. */
export class Leases {
  /** Until the server says otherwise: Redis 6.2 knows `NX` and `GET`, but not together. */
  #setCanAnswer = true;

  constructor(
    private readonly client: RedisCommands,
    private readonly announcer: Announcer,
    private readonly names: KeyNames,
    readonly leaseFor: Milliseconds,
  ) {}

  /** Takes the lease where nothing stands. */
  async take(name: string): Promise<Attempt> {
    const token = newToken();
    const lease = stampOf('lease', token);
    const isOneCommand = this.#setCanAnswer;
    try {
      const stands = await (isOneCommand
        ? this.client.callBuffer('SET', name, lease, 'NX', 'GET', 'PX', this.leaseFor)
        : takeScript.run(this.client, [name], [lease, this.leaseFor]));
      return attemptFrom(stands as Buffer | null, lease, token);
    } catch (error) {
      const message = String((error as { message?: unknown } | null)?.message);
      if (message.startsWith('WRONGTYPE')) return { kind: 'foreign' };
      // Several may be on their way when the first of them finds out.
      if (!isOneCommand || !/syntax error/.test(message)) throw error;
      this.#setCanAnswer = false;
      return this.take(name);
    }
  }

  /** Takes the turn over the value that this token wrote, or the lease if nothing of ours stands any more. */
  takeOver(name: string, standing: string | undefined): Promise<Attempt> {
    return this.#acquire(name, standing === undefined ? '' : stampOf('value', standing), undefined);
  }

  /** Takes the right from whoever has it. */
  supersede(name: string): Promise<Attempt> {
    return this.#acquire(name, '', newToken());
  }

  async extend(name: string, permit: RedisPermit): Promise<boolean> {
    return (await this.#run(extendScript, name, permit.stands, bytesOf(permit.token), this.leaseFor)) === 1;
  }

  /**
   * @param message goes to the log if it was stored
   * @returns whether the permit was good
   */
  async store(
    name: string,
    permit: RedisPermit,
    bytes: Buffer,
    timeToLive: Milliseconds,
    message: string | undefined,
  ): Promise<boolean> {
    const args = [permit.stands, bytesOf(permit.token), 'PUBLISH', name, bytes, expiryArgument(timeToLive)];
    if (message === undefined) return (await this.#run(offerScript, name, ...args)) === 1;
    const keys = this.#keysOf(name);
    return isOne(await this.announcer.run(offerScript, keys, args, message, isOne));
  }

  /** @returns whether the permit was good */
  async abandon(name: string, permit: RedisPermit): Promise<boolean> {
    return (await this.#run(abandonScript, name, permit.stands, bytesOf(permit.token), 'PUBLISH', name)) === 1;
  }

  async remove(name: string, message: string): Promise<void> {
    await this.announcer.run(removeScript, this.#keysOf(name), [headOf('tombstone')], message);
  }

  /**
   * Keeps the key empty while a write is under way.
   *
   * @returns whether this very write did so already
   */
  async quarantine(name: string, token: string, standsFor: Milliseconds, message: string): Promise<boolean> {
    const args = [headOf('tombstone'), bytesOf(token), standsFor];
    return isOne(await this.announcer.run(quarantineScript, this.#keysOf(name), args, message));
  }

  async confirm(name: string, token: string, message: string): Promise<void> {
    await this.announcer.run(confirmScript, this.#keysOf(name), [headOf('tombstone'), bytesOf(token), 0], message);
  }

  /** @param at in the server's clock */
  async expire(name: string, at: Milliseconds, message: string): Promise<void> {
    const token = newToken();
    const head = stampOf('value', token).subarray(0, HEAD_LENGTH - 1);
    const args = [head, bytesOf(token), 'PUBLISH', name, expiryOf(at)];
    await this.announcer.run(expireScript, this.#keysOf(name), args, message);
  }

  async #acquire(name: string, expected: Buffer | '', claim: string | undefined): Promise<Attempt> {
    const token = newToken();
    const lease = stampOf('lease', token);
    const args = [expected, lease, claim === undefined ? '' : bytesOf(claim), bytesOf(token), this.leaseFor];
    const [kind, bytes] = (await this.#run(acquireScript, name, ...args)) as [Buffer, Buffer];
    switch (String(kind)) {
      case 'lease':
        return { kind: 'acquired', stands: lease, token };
      case 'turn':
        return {
          kind: 'acquired',
          stands: claim === undefined ? (expected as Buffer) : stampOf('value', claim),
          token,
        };
      case 'held':
        return { kind: 'held', stands: bytes };
      case 'value':
        return { kind: 'value', bytes };
      default:
        return { kind: 'tombstone' };
    }
  }

  #keysOf(name: string): readonly string[] {
    return [name, this.names.turn(name)];
  }

  async #run(script: Script, name: string, ...args: (string | Buffer | number)[]): Promise<unknown> {
    const reply = await script.run(this.client, this.#keysOf(name), args);
    return Array.isArray(reply) ? reply : Number(reply);
  }
}

function isOne(reply: unknown): boolean {
  return Number(reply) === 1;
}

function attemptFrom(stands: Buffer | null, lease: Buffer, token: string): Attempt {
  // One's own: the command was sent twice, by a client that lost its connection in between.
  if (stands === null || stands.equals(lease)) return { kind: 'acquired', stands: lease, token };
  switch (kindOf(stands)) {
    case 'lease':
      return { kind: 'held', stands };
    case 'tombstone':
      return { kind: 'tombstone' };
    case 'value':
      return { kind: 'value', bytes: stands };
    default:
      return { kind: 'foreign' };
  }
}

/** A token is kept as text of one character per byte; sent as text it would become UTF-8. */
function bytesOf(token: string): Buffer {
  return Buffer.from(token, 'latin1');
}

/** Beyond it Redis refuses to count; whoever means for ever says so. */
const LONGEST_EXPIRY: Milliseconds = 1e15;

/** @returns an empty text for ever; Redis takes whole milliseconds, at least one */
function expiryArgument(timeToLive: Milliseconds): number | '' {
  return timeToLive > LONGEST_EXPIRY ? '' : Math.max(1, Math.ceil(timeToLive));
}

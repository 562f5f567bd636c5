import type { Buffer } from 'node:buffer';
import type { Permit } from '@memoir/core';
import type { Epochs } from '../session/epochs.js';
import { stampOf } from '../wire/stamp.js';

/** What the key held when the load began, and what was invalidated by then. */
export class RedisPermit {
  constructor(
    /** The first bytes of what stood: a lease of this load's own, or the value that the load is to replace. */
    readonly stands: Buffer,
    /** This load's own: the turn holds it, and the value that is written will carry it. */
    readonly token: string,
    readonly loadedAt: Epochs,
    /** Whether it was taken from whoever had it: then what others keep of the key is older than what is stored by it. */
    readonly supersedes = false,
  ) {}

  static lease(token: string, loadedAt: Epochs): RedisPermit {
    return new RedisPermit(stampOf('lease', token), token, loadedAt);
  }

  static over(standingToken: string, token: string, loadedAt: Epochs): RedisPermit {
    return new RedisPermit(stampOf('value', standingToken), token, loadedAt);
  }

  static from(permit: Permit): RedisPermit {
    if (!((permit as unknown) instanceof RedisPermit)) throw new TypeError('a permit of another storage');
    return permit as unknown as RedisPermit;
  }

  /** As the rest of the world sees it. */
  get opaque(): Permit {
    return this as unknown as Permit;
  }
}

import { Buffer } from 'node:buffer';
import type { QuarantineOptions, QuarantineTarget } from '@memoir/core';
import type { Leases } from '../lease/leases.js';
import { messageOf } from '../log/message.js';
import type { KeyNames } from '../naming/key-names.js';
import type { Session } from '../session/session.js';
import { type QuarantinedKey, RedisQuarantine } from './redis-quarantine.js';

/** Keeps empty what writes are about to change, each key in its slot and all tags in theirs. */
export class Quarantines {
  constructor(
    private readonly leases: Leases,
    private readonly session: Session,
    private readonly names: KeyNames,
  ) {}

  async begin(
    targets: readonly QuarantineTarget[],
    { standsFor, origin }: QuarantineOptions,
  ): Promise<RedisQuarantine> {
    const keys: QuarantinedKey[] = [];
    const tags: string[] = [];
    for (const target of targets) {
      if (target.kind === 'tag') tags.push(target.tag);
      else keys.push({ ...target, name: this.names.value(this.names.namespace(target.namespace), target.key) });
    }
    const quarantine = new RedisQuarantine(keys, tags, Math.ceil(standsFor), origin);
    await this.#establish(quarantine, true);
    return quarantine;
  }

  /** @returns whether all of it still stood; it does again now */
  extend(quarantine: RedisQuarantine): Promise<boolean> {
    return this.#establish(quarantine, false);
  }

  async confirm(quarantine: RedisQuarantine): Promise<void> {
    const { keys, tags, token } = quarantine;
    const ends = keys.map((each) => this.leases.confirm(each.name, token, keyMessage(each, quarantine)));
    if (tags.length > 0) ends.push(this.session.confirmTags(tags, tagWrite(quarantine, true)));
    await allOf(ends);
  }

  async #establish(quarantine: RedisQuarantine, isNew: boolean): Promise<boolean> {
    const { keys, tags, token, standsFor } = quarantine;
    const begins = keys.map((each) =>
      this.leases.quarantine(each.name, token, standsFor, isNew ? keyMessage(each, quarantine) : ''),
    );
    if (tags.length > 0) begins.push(this.session.quarantineTags(tags, tagWrite(quarantine, isNew)));
    return (await allOf(begins)).every((stood) => stood);
  }
}

function keyMessage({ namespace, key }: QuarantinedKey, { origin }: RedisQuarantine): string {
  return messageOf({ kind: 'keys', namespace, keys: [key], origin });
}

function tagWrite({ tags, token, standsFor, origin }: RedisQuarantine, isTold: boolean) {
  const message = isTold ? messageOf({ kind: 'tags', tags, origin }) : '';
  return { token: Buffer.from(token, 'latin1').toString('base64url'), standsFor, message };
}

/** Once all have been answered: what comes afterwards must not be overtaken by one that is still on its way. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

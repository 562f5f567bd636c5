import { type LiveFunction, liveFunctions } from '@memoir/core';

/** A request that makes no sense, with what is wrong with it. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

interface Asked {
  readonly id?: unknown;
  readonly arguments?: unknown;
  readonly everything?: unknown;
}

/** What the page can have done, by path. */
export const deeds: Readonly<Record<string, (asked: Asked) => Promise<object>>> = {
  async '/invalidate'(asked) {
    const handle = handleOf(asked);
    if (asked.everything === true) {
      await handle.invalidateAll();
      return { everything: true };
    }
    const args = argumentsOf(asked);
    await handle.invalidate(...args);
    return { key: handle.keyOf(...args) };
  },
  async '/explain'(asked) {
    const { verdict, reasons, ...facts } = await handleOf(asked).explain(...argumentsOf(asked));
    return { verdict, reasons, key: 'key' in facts ? facts.key : undefined };
  },
};

function handleOf({ id }: Asked): NonNullable<LiveFunction['handle']> {
  const handle = liveFunctions().find((each) => each.id === id)?.handle;
  if (handle === undefined) throw new BadRequest('the function is gone');
  return handle;
}

function argumentsOf(asked: Asked): readonly unknown[] {
  if (Array.isArray(asked.arguments)) return asked.arguments;
  throw new BadRequest('arguments is a JSON array');
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Keyspace } from '../../src/storage/keyspace.js';
import { settle } from '../../src/testing/manual-clock.js';
import { HeldBytes } from './byte-maps.js';
import { entryOf, open, START } from './keyspaces.js';

const KEYS = ['ada', 'bob'];
const RUNS = 600;

type Step =
  | { readonly call: 'offer' | 'invalidate' | 'expire' | 'get'; readonly key: string }
  | { readonly call: 'clear' }
  | { readonly call: 'backend'; readonly pick: number; readonly fate: 'answers' | 'fails' | 'fails after its effect' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constant('offer' as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('invalidate' as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('expire' as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('get' as const), key: fc.constantFrom(...KEYS) }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('clear' as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      call: fc.constant('backend' as const),
      pick: fc.nat(),
      fate: fc.constantFrom('answers', 'answers', 'answers', 'fails', 'fails after its effect'),
    }),
  },
);

/** Something that ends what was offered before it: its key (none: every key), when it was called, when it was confirmed. */
interface Removal {
  readonly call: 'invalidate' | 'expire' | 'clear';
  readonly key: string | undefined;
  readonly calledAt: number;
  confirmedAt: number;
}

/** Plays steps against a backend that answers in any order, and holds every answer against the removals before it. */
class Play {
  readonly violations: string[] = [];
  /** Offers made while a clear was on its way to a backend that others use too: it may take them with it. */
  readonly openOffers = new Set<number>();
  readonly #shared: boolean;
  readonly #store = new HeldBytes();
  readonly #keyspaces: readonly Keyspace<number>[];
  readonly #removals: Removal[] = [];
  readonly #pending: PromiseLike<unknown>[] = [];
  #now = 0;

  constructor(shared: boolean) {
    this.#shared = shared;
    const { storage, context } = open(this.#store, { shared });
    this.#keyspaces = [storage.keyspace('users', context), storage.keyspace('users', context)];
    this.#store.holdsEpochs = true;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const each of steps) {
      this.#now++;
      this.#take(each);
      await settle();
    }
    for (; this.#store.held.length > 0; await settle()) this.#store.held.shift()!.release();
    await Promise.all(this.#pending);
  }

  /** What is read, with nothing else under way. */
  async read(key: string): Promise<number | undefined> {
    const answer = this.#keyspaces[0]!.get(key);
    await settle();
    for (; this.#store.held.length > 0; await settle()) this.#store.held.shift()!.release();
    return (await answer)?.value;
  }

  #take(each: Step): void {
    const keyspace = this.#keyspaces[this.#now % this.#keyspaces.length]!;
    if (each.call === 'backend') this.#answer(each.pick, each.fate);
    else if (each.call === 'offer') this.#offer(keyspace, each.key);
    else if (each.call === 'get') this.#check(keyspace, each.key);
    else if (each.call === 'clear') this.#remove('clear', undefined, keyspace.clear());
    else this.#remove(each.call, each.key, keyspace[each.call](each.key));
  }

  #answer(pick: number, fate: 'answers' | 'fails' | 'fails after its effect'): void {
    const { held } = this.#store;
    const command = held.splice(pick % Math.max(1, held.length), 1)[0];
    if (fate === 'answers') command?.release();
    if (fate === 'fails after its effect') command?.apply();
    command?.fail(new Error('connection lost'));
  }

  #offer(keyspace: Keyspace<number>, key: string): void {
    const isClearing = this.#removals.some(({ call, confirmedAt }) => call === 'clear' && confirmedAt > this.#now);
    if (this.#shared && isClearing) this.openOffers.add(this.#now);
    this.#wait(keyspace.offer(key, entryOf(this.#now)));
  }

  #remove(call: Removal['call'], key: string | undefined, answer: unknown): void {
    const removal: Removal = { call, key, calledAt: this.#now, confirmedAt: Number.POSITIVE_INFINITY };
    this.#removals.push(removal);
    this.#wait(
      Promise.resolve(answer).then(() => {
        removal.confirmedAt = this.#now;
      }),
    );
  }

  #check(keyspace: Keyspace<number>, key: string): void {
    const check = Promise.resolve(keyspace.get(key)).then((entry) => {
      if (!entry) return;
      for (const { call, key: removed, calledAt, confirmedAt } of this.#removals) {
        if ((removed ?? key) !== key || entry.value > calledAt || confirmedAt >= this.#now) continue;
        if (call === 'expire' && entry.expiresAt <= START) continue;
        this.violations.push(`${key} offered at ${entry.value} answered at ${this.#now} after ${call} of ${calledAt}`);
      }
    });
    this.#wait(check);
  }

  #wait(answer: unknown): void {
    this.#pending.push(
      Promise.resolve(answer).then(
        () => {},
        () => {},
      ),
    );
  }
}

describe.each([false, true])('a SerializedStorage with shared: %j, in any interleaving,', (shared) => {
  it('never answers with what was offered before a confirmed removal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const play = new Play(shared);

        await play.run(steps);

        expect(play.violations).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('ends with what was called last, if the backend does not fail', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const play = new Play(shared);

        await play.run(steps.map((each) => (each.call === 'backend' ? { ...each, fate: 'answers' } : each)));

        for (const key of KEYS) {
          const last = lastOf(steps, key);
          expect([last, play.openOffers.has(last ?? 0) ? undefined : last]).toContain(await play.read(key));
        }
      }),
      { numRuns: RUNS / 2 },
    );
  }, 60_000);
});

/** The number of the step that stored what must stand for the key in the end. */
function lastOf(steps: readonly Step[], key: string): number | undefined {
  for (let at = steps.length; at > 0; at--) {
    const each = steps[at - 1]!;
    if (each.call === 'offer' && each.key === key) return at;
    if (each.call === 'clear' || (each.call === 'invalidate' && each.key === key)) return undefined;
  }
  return undefined;
}

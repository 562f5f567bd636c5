import type { Awaitable } from '../../src/awaitable.js';
import type { CacheEntry } from '../../src/entry/cache-entry.js';
import { StorageError } from '../../src/errors.js';
import type { CacheStorage } from '../../src/storage/cache-storage.js';
import type { Keyspace, KeyspaceContext } from '../../src/storage/keyspace.js';
import { alteredLeasing, LeasingStorage } from './leasing-storage.js';
import { altered, ReferenceStorage, slow } from './reference-storage.js';

/** A storage with one defect, and the rule that must find it. */
export interface StorageMutant {
  readonly defect: string;
  readonly rule: string | RegExp;
  readonly create: () => CacheStorage;
}

type Read = (entry: CacheEntry<any>) => CacheEntry<any> | undefined;
type Method = keyof Keyspace<any>;

export const STORAGE_MUTANTS: readonly StorageMutant[] = [
  // values
  mutant('answers with the first entry it has', 'misses what was never offered', (keyspace, _context, namespace) => ({
    get: (key) => keyspace.get(key) ?? first.get(namespace),
    offer: (key, entry) => {
      if (!first.has(namespace)) first.set(namespace, entry);
      return keyspace.offer(key, entry);
    },
  })),
  mutant('answers null for a miss', 'misses what was never offered', (keyspace) => ({
    get: (key) => keyspace.get(key) ?? (null as never),
  })),
  mutant('forgets what it has answered once', 'answers with what was offered, again and again', (keyspace) => ({
    get: (key) => {
      const entry = keyspace.get(key);
      keyspace.invalidate(key);
      return entry;
    },
  })),
  reading('loses undefined', 'takes undefined for', (entry) => (entry.value === undefined ? undefined : entry)),
  reading('loses null', 'takes null for', (entry) => (entry.value === null ? undefined : entry)),
  reading('loses 0', 'takes 0 for', (entry) => (entry.value === 0 ? undefined : entry)),
  reading('loses the empty text', 'takes the empty text for', (entry) => (entry.value === '' ? undefined : entry)),
  reading('loses false', 'takes false for', (entry) => (entry.value === false ? undefined : entry)),
  reading('answers null for NaN', 'takes NaN for', (entry) => ({
    ...entry,
    value: Number.isNaN(entry.value) ? null : entry.value,
  })),
  mutant('truncates long values', 'carries a value of a megabyte', (keyspace) => ({
    offer: (key, entry) => {
      const { value } = entry;
      return keyspace.offer(key, { ...entry, value: typeof value === 'string' ? value.slice(0, 65_536) : value });
    },
  })),
  reading('rounds instants to seconds', 'keeps instants to the millisecond', (entry) => ({
    ...entry,
    expiresAt: Math.round(entry.expiresAt / 1000) * 1000,
  })),
  reading('stamps the time of storing', 'keeps instants to the millisecond', (entry) => ({
    ...entry,
    createdAt: Math.max(entry.createdAt, entry.staleAt - 700_001),
  })),
  reading('makes a number of infinity', 'keeps instants that never come', (entry) => ({
    ...entry,
    staleAt: Number.isFinite(entry.staleAt) ? entry.staleAt : Number.MAX_SAFE_INTEGER,
  })),
  reading('takes infinity for no lifetime', 'keeps instants that never come', (entry) =>
    Number.isFinite(entry.keepUntil) ? entry : undefined,
  ),
  reading('joins tags by a comma', 'keeps tags in their order', (entry) => ({
    ...entry,
    tags: entry.tags.join() === '' ? [] : entry.tags.join().split(','),
  })),
  reading('sorts tags', 'keeps tags in their order', (entry) => ({ ...entry, tags: [...entry.tags].sort() })),
  reading('writes tags in UTF-8', 'keeps tags in their order', (entry) => ({
    ...entry,
    tags: entry.tags.map((tag) => String(Buffer.from(tag))),
  })),
  reading('loses the version', 'keeps the version', (entry) => ({ ...entry, version: undefined })),
  reading('makes a text of every version', 'keeps the version', (entry) => ({ ...entry, version: `${entry.version}` })),
  reading('takes an empty version for none', 'keeps the version', (entry) => ({
    ...entry,
    version: entry.version || undefined,
  })),
  reading('rounds the time of the load', 'keeps how long the load took', (entry) => ({
    ...entry,
    loadedIn: Math.round(entry.loadedIn),
  })),
  mutant('merges facts', 'puts an entry in the place of the one before, facts', (keyspace) => ({
    offer: (key, entry) =>
      keyspace.offer(key, { ...entry, tags: [...(now(keyspace.get(key))?.tags ?? []), ...entry.tags] }),
  })),
  mutant('keeps the first entry', 'puts an entry in the place of the one before, facts', (keyspace) => ({
    offer: (key, entry) => (now(keyspace.get(key)) ? 'refused' : keyspace.offer(key, entry)),
  })),
  mutant('keeps the entry loaded last', /also if its load began earlier/, (keyspace) => ({
    offer: (key, entry) => {
      if ((now(keyspace.get(key))?.createdAt ?? 0) <= entry.createdAt) keyspace.offer(key, entry);
      return 'stored';
    },
  })),
  mutant(
    'drops an entry when it expires',
    'answers with an entry that has expired but is kept',
    (keyspace, context) => ({
      get: (key) => {
        const entry = now(keyspace.get(key));
        return entry && context.clock.now() < entry.expiresAt ? entry : undefined;
      },
    }),
  ),
  mutant('keeps what was replaced behind it', 'never brings back what an entry replaced', (keyspace, context) => {
    const replaced = new Map<string, CacheEntry<any>>();
    return {
      get: (key) => keyspace.get(key) ?? replaced.get(key),
      offer: (key, entry) => {
        const before = now(keyspace.get(key));
        if (before && entry.keepUntil - context.clock.now() < 60_000) replaced.set(key, before);
        return keyspace.offer(key, entry);
      },
    };
  }),
  mutant('says it keeps what it copies', 'answers with the very entry it was offered', () => ({
    keepsOfferedEntry: true,
  })),

  // keys
  naming('takes the empty key for the empty JSON text', 'tells apart the empty key', (key) => key || '""'),
  naming('folds case', 'differ only in case', (key) => key.toLowerCase()),
  naming('normalises', 'differ only in Unicode normalisation', (key) => key.normalize()),
  naming('trims', 'differ only in white space', (key) => key.trim()),
  naming('truncates', 'the same beginning', (key) => key.slice(0, 250)),
  naming('keeps the end', 'the same end', (key) => key.slice(-250)),
  naming('ends a key at a zero byte', 'line breaks and control characters', (key) => key.split('\0')[0]!),
  naming('drops control characters', 'line breaks and control', (key) => key.replaceAll(/\p{Cc}\[?/gu, ' ')),
  naming('takes the part in braces', 'braces, quotes and wild cards', (key) => /\{(.*?)\}/.exec(key)?.[1] ?? key),
  mutant('takes a key for a pattern', 'braces, quotes and wild cards', (keyspace, _context, namespace) => ({
    invalidate: (key) => {
      const names = key.endsWith('*') || key === '{a}' ? [key, '*', 'a*', '{'] : [key];
      for (const name of names) shapes.entriesOf(namespace).delete(name);
      return keyspace.invalidate(key);
    },
    get: (key) => shapes.entriesOf(namespace).get(key),
    offer: (key, entry) => {
      shapes.entriesOf(namespace).set(key, entry);
      return 'stored';
    },
  })),
  naming('takes keys for paths', 'look like paths', (key) => key.replace('a/../', '').replace(/^\//, '')),
  naming('cuts joined emoji apart', 'keys with emoji', (key) => [...key][0] ?? ''),
  naming('writes keys in UTF-8', 'lone surrogates', (key) => String(Buffer.from(key))),
  {
    defect: 'keeps entries in an object',
    rule: 'keys that every object has',
    create: () =>
      altered(new ReferenceStorage(), () => {
        const entries: { [key: string]: any } = {};
        return {
          get: (key) => entries[key],
          offer: (key, entry) => {
            entries[key] = entry;
            return 'stored';
          },
          invalidate: (key) => void delete entries[key],
        };
      }),
  },
  naming('takes keys for numbers', 'read like numbers', (key) =>
    Number.isNaN(Number(key)) ? key : String(Number(key)),
  ),

  // namespaces
  spacing('has one namespace', 'keeps namespaces apart', () => 'all'),
  spacing('folds the case of namespaces', 'keeps namespaces apart', (namespace) => namespace.toLowerCase()),
  spacing('truncates namespaces', 'keeps namespaces apart', (namespace) => namespace.slice(0, 200)),
  ...[':', '', '/', '\0', '}'].map((separator) => joining(separator)),
  removingElsewhere('invalidate'),
  removingElsewhere('expire'),
  removingElsewhere('release'),
  {
    defect: 'clears by prefix',
    rule: 'clears one namespace and no other',
    create: () => {
      const storage = new ReferenceStorage();
      const names = new Set<string>();
      return altered(storage, (_keyspace, _context, namespace) => {
        names.add(namespace);
        return {
          clear() {
            for (const name of names) if (name.startsWith(namespace)) storage.entriesOf(name).clear();
          },
        };
      });
    },
  },
  {
    defect: 'gives every keyspace entries of its own',
    rule: 'shows the same entries wherever a namespace is opened',
    create: () => ({ shared: false, keyspace: (name, context) => new ReferenceStorage().keyspace(name, context) }),
  },
  ...(['invalidate', 'clear'] as const).map((method) => ({
    defect: `has a copy in each keyspace that ${method} elsewhere does not reach`,
    rule: 'invalidates, expires and clears wherever a namespace is opened',
    create: () =>
      altered(new ReferenceStorage(), (keyspace) => {
        const copies = new Map<string, CacheEntry<any>>();
        const forget = (key: string) => void copies.delete(key);
        return {
          get: (key) => copies.get(key) ?? keyspace.get(key),
          offer: (key, entry) => {
            if (method === 'invalidate' || key === 'c') copies.set(key, entry);
            return keyspace.offer(key, entry);
          },
          release: (key) => {
            forget(key);
            return keyspace.release(key);
          },
          invalidate: (key) => {
            forget(key);
            return keyspace.invalidate(key);
          },
          expire: (key) => {
            forget(key);
            return keyspace.expire(key);
          },
          clear: () => {
            copies.clear();
            return keyspace.clear();
          },
        };
      }),
  })),

  // removals
  mutant('releases nothing', 'forgets what is released', () => ({ release: () => 'released' })),
  mutant('releases all', 'forgets what is released', (keyspace) => ({
    release: (key) => {
      keyspace.clear();
      return keyspace.release(key);
    },
  })),
  {
    defect: 'releases what others need',
    rule: 'forgets what is released',
    create: () =>
      altered(new ReferenceStorage(true), (keyspace) => ({
        release: (key) => {
          keyspace.invalidate(key);
          return 'kept';
        },
      })),
  },
  mutant('says that it kept what it released', 'forgets what is released', (keyspace) => ({
    release: (key) => {
      keyspace.release(key);
      return 'kept';
    },
  })),
  mutant('invalidates nothing', 'does not answer with what was invalidated', () => ({ invalidate: () => {} })),
  mutant('invalidates all', 'does not answer with what was invalidated', (keyspace) => ({
    invalidate: () => keyspace.clear(),
  })),
  mutant('serves an invalidated entry as a fallback', 'does not answer with what was invalidated', (keyspace) => ({
    invalidate: (key) => keyspace.expire(key),
  })),
  mutant('leaves a tombstone that outlives the next offer', 'stores again what was invalidated', (keyspace) => {
    const tombstones = new Set<string>();
    return {
      invalidate: (key) => void tombstones.add(key),
      get: (key) => (tombstones.has(key) ? undefined : keyspace.get(key)),
    };
  }),
  mutant('invalidates by expire', 'keeps what was expired as a fallback', (keyspace) => ({
    expire: (key) => keyspace.invalidate(key),
  })),
  mutant('expires nothing', 'keeps what was expired as a fallback', () => ({ expire: () => {} })),
  expiring('stale, not expired', (entry, at) => ({ ...entry, staleAt: at })),
  expiring('not stale', (entry, at) => ({ ...entry, expiresAt: at })),
  expiring('not to be kept', (entry, at) => ({ ...entry, staleAt: at, expiresAt: at, keepUntil: at + 1_000 })),
  expiring('without its tags', (entry, at) => ({ ...entry, staleAt: at, expiresAt: at, tags: [] })),
  mutant('expires all', 'keeps what was expired as a fallback', (keyspace) => ({
    expire: (key) => {
      for (const each of [key, 'bob']) keyspace.expire(each);
    },
  })),
  mutant(
    'makes an expired entry live for another while',
    'leaves expired what had expired before',
    (keyspace, context) => ({
      expire: (key) => {
        const entry = now(keyspace.get(key));
        const at = context.clock.now();
        if (entry && at > entry.expiresAt) keyspace.offer(key, { ...entry, staleAt: at + 1, expiresAt: at + 1 });
        else keyspace.expire(key);
      },
    }),
  ),
  mutant('remembers that a key was expired', 'stores a fresh entry over an expired one', (keyspace, context) => {
    const expired = new Set<string>();
    return {
      expire: (key) => {
        expired.add(key);
        return keyspace.expire(key);
      },
      offer: (key, entry) => {
        const at = context.clock.now();
        return keyspace.offer(key, expired.has(key) ? { ...entry, staleAt: at, expiresAt: at } : entry);
      },
    };
  }),
  mutant(
    'keeps a fallback apart, where invalidate does not look',
    'removes the fallback when it is invalidated',
    (keyspace) => {
      const fallbacks = new Map<string, CacheEntry<any>>();
      return {
        expire: (key) => {
          keyspace.expire(key);
          const entry = now(keyspace.get(key));
          if (entry) fallbacks.set(key, entry);
        },
        get: (key) => keyspace.get(key) ?? fallbacks.get(key),
        clear: () => {
          fallbacks.clear();
          return keyspace.clear();
        },
      };
    },
  ),
  mutant('clears nothing', 'when the namespace was cleared', () => ({ clear: () => {} })),
  mutant('does not clear the empty key', 'when the namespace was cleared', (keyspace) => ({
    clear: () => {
      const kept = now(keyspace.get(''));
      keyspace.clear();
      if (kept) keyspace.offer('', kept);
    },
  })),
  mutant('takes nothing more after a clear', 'stores again after a clear', (keyspace) => {
    let isCleared = false;
    return {
      clear: () => {
        isCleared = true;
        return keyspace.clear();
      },
      get: (key) => (isCleared ? undefined : keyspace.get(key)),
    };
  }),
  mutant('has two epochs that alternate', 'stores again after a clear', (keyspace) => {
    let epoch = 0;
    return {
      clear: () => {
        epoch = 1 - epoch;
      },
      get: (key) => keyspace.get(`${epoch}${key}`),
      offer: (key, entry) => keyspace.offer(`${epoch}${key}`, entry),
      invalidate: (key) => keyspace.invalidate(`${epoch}${key}`),
    };
  }),
  failingWhenAbsent('invalidate'),
  failingWhenAbsent('expire'),
  failingWhenAbsent('release'),
  mutant(
    'stores an empty entry by expiring what is not there',
    'takes the removal of what is not there',
    (keyspace) => ({
      expire: (key) => {
        if (!now(keyspace.get(key))) keyspace.offer(key, { keepUntil: Number.POSITIVE_INFINITY } as CacheEntry<any>);
        else keyspace.expire(key);
      },
    }),
  ),

  // order
  racing('invalidate', 'invalidates what an offer under way will store'),
  racing('expire', 'expires what an offer under way will store'),
  racing('clear', 'clears what an offer under way will store'),
  racing('release', 'releases what an offer under way will store'),
  {
    defect: 'sends a large offer after a small one',
    rule: 'lets the last of several offers under way stand',
    create: () =>
      altered(slow(new ReferenceStorage()), (keyspace) => ({
        offer: async (key, entry) => {
          if (entry.tags.join('').length > 1_000) await slowed(6);
          return keyspace.offer(key, entry);
        },
      })),
  },
  {
    defect: 'refuses an offer while another is under way',
    rule: 'lets the last of several offers under way stand',
    create: () => {
      const busy = new Set<string>();
      return altered(slow(new ReferenceStorage()), (keyspace) => ({
        offer: async (key, entry) => {
          if (busy.has(key)) return 'refused';
          busy.add(key);
          const answer = await keyspace.offer(key, entry);
          busy.delete(key);
          return answer;
        },
      }));
    },
  },
  {
    defect: 'drops an invalidation when an offer comes, then loses that',
    rule: 'has nothing older than an invalidation',
    create: () => {
      const invalidating = new Set<string>();
      return altered(new ReferenceStorage(), (keyspace, _context, namespace) => ({
        invalidate: async (key) => {
          invalidating.add(namespace + key);
          await slowed(9);
          if (invalidating.delete(namespace + key)) await keyspace.invalidate(key);
        },
        offer: (key, entry) => (invalidating.delete(namespace + key) ? 'refused' : keyspace.offer(key, entry)),
      }));
    },
  },

  // capabilities
  {
    defect: 'does not say whether it is shared',
    rule: 'says whether it is shared',
    create: () => Object.assign(new ReferenceStorage(), { shared: undefined }) as unknown as CacheStorage,
  },
  mutant('counts offers', 'counts what it holds', (keyspace) => {
    let size = 0;
    return {
      get size() {
        return size;
      },
      offer: (key, entry) => {
        size++;
        return keyspace.offer(key, entry);
      },
      clear: () => {
        size = 0;
        return keyspace.clear();
      },
    };
  }),
  leasing('answers for many keys in its own order', 'answers for many keys', (keyspace) => ({
    getMany: (keys: readonly string[]) => [...keys].sort().map((key) => keyspace.get(key)),
  })),
  leasing('leaves out the keys it does not have', 'answers for many keys', (keyspace) => ({
    getMany: (keys: readonly string[]) => keys.map((key) => keyspace.get(key)).filter(Boolean),
  })),
  leasing('shows what it has removed to who only looks', 'describes, and shows', (keyspace) => {
    let last: ReturnType<typeof keyspace.get>;
    return {
      peek: (key) => {
        last = keyspace.get(key) ?? last;
        return last;
      },
    };
  }),
  leasing('describes as served what is not there', 'describes, and shows', () => ({
    describe: () => [{ tier: 'any', entry: undefined, isServed: true, reasons: [] }],
  })),
  leasing('gives no reason why it serves nothing', 'describes, and shows', () => ({
    describe: () => [{ tier: 'any', entry: undefined, isServed: false, reasons: [] }],
  })),
  leasing('leases to everybody', 'stores what is offered with a permit', () => ({
    acquire: () => ({ kind: 'acquired', permit: {} as never }),
  })),
  leasing('refuses its own permit', 'stores what is offered with a permit', (keyspace) => ({
    offer: (key, entry, permit) => (permit ? 'refused' : keyspace.offer(key, entry)),
  })),
  leasing('loses every lease', 'stores what is offered with a permit', () => ({ extend: () => false })),
  ...(['invalidate', 'expire', 'clear'] as const).map((method) => ({
    defect: `leaves permits standing by ${method}`,
    rule: `voids permits by ${method}`,
    create: () => {
      const storage = new LeasingStorage();
      return alteredLeasingOf(storage, (plain) => ({ [method]: plain[method] }));
    },
  })),
  leasing('never gives a lease back', 'once it is abandoned', () => ({ abandon: () => {} })),

  // end
  {
    defect: 'cannot be closed twice',
    rule: 'can be closed, and closed again',
    create: () => {
      const storage = new ReferenceStorage();
      const close = async () => {
        if (++storage.closed > 1) throw new Error('closed already');
      };
      return Object.assign(storage, { close });
    },
  },
  {
    defect: 'reports what is no failure',
    rule: 'misses what was never offered',
    create: () =>
      altered(new ReferenceStorage(), (keyspace, context) => ({
        get: (key) => {
          const entry = keyspace.get(key);
          if (!entry) context.report(new StorageError('not found'));
          return entry;
        },
      })),
  },
];

const first = new Map<string, CacheEntry<any>>();
const shapes = new ReferenceStorage();

function mutant(
  defect: string,
  rule: string | RegExp,
  alter: (keyspace: Keyspace<any>, context: KeyspaceContext, namespace: string) => Partial<Keyspace<any>>,
): StorageMutant {
  return { defect, rule, create: () => altered(new ReferenceStorage(), alter) };
}

function reading(defect: string, rule: string, read: Read): StorageMutant {
  return mutant(defect, rule, (keyspace) => ({
    get: (key) => {
      const entry = now(keyspace.get(key));
      return entry && read(entry);
    },
  }));
}

function naming(defect: string, rule: string, nameOf: (key: string) => string): StorageMutant {
  class Naming extends ReferenceStorage {
    override nameOf(key: string): string {
      return nameOf(key);
    }
  }
  return { defect, rule, create: () => new Naming() };
}

function spacing(defect: string, rule: string, spaceOf: (namespace: string) => string): StorageMutant {
  class Spacing extends ReferenceStorage {
    override keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
      return super.keyspace(spaceOf(namespace), context);
    }
  }
  return { defect, rule, create: () => new Spacing() };
}

/** One Map for all, namespace and key joined by a separator that either may contain. */
function joining(separator: string): StorageMutant {
  return {
    defect: `joins namespace and key by ${JSON.stringify(separator)}`,
    rule: 'keeps apart what reads the same when namespace and key are joined',
    create: () => {
      const joined = new ReferenceStorage().keyspace<any>('all', { clock: { now: () => 0 } } as KeyspaceContext);
      return altered(new ReferenceStorage(), (_keyspace, _context, namespace) => ({
        get: (key) => joined.get(namespace + separator + key),
        offer: (key, entry) => joined.offer(namespace + separator + key, entry),
        invalidate: (key) => joined.invalidate(namespace + separator + key),
      }));
    },
  };
}

function removingElsewhere(method: 'invalidate' | 'expire' | 'release'): StorageMutant {
  return {
    defect: `does not keep to the namespace in ${method}`,
    rule: 'invalidates, expires and releases in one namespace and in no other',
    create: () => {
      const all: Keyspace<any>[] = [];
      return altered(new ReferenceStorage(), (keyspace) => {
        all.push(keyspace);
        return { [method]: (key: string) => all.map((each) => each[method](key))[0] };
      });
    },
  };
}

function expiring(how: string, expire: (entry: CacheEntry<any>, at: number) => CacheEntry<any>): StorageMutant {
  return mutant(`makes what is expired ${how}`, 'keeps what was expired as a fallback', (keyspace, context) => ({
    expire: (key) => {
      const entry = now(keyspace.get(key));
      if (entry) keyspace.offer(key, expire(entry, context.clock.now()));
    },
  }));
}

function failingWhenAbsent(method: 'invalidate' | 'expire' | 'release'): StorageMutant {
  return mutant(`fails to ${method} what is not there`, 'takes the removal of what is not there', (keyspace) => ({
    [method]: (key: string) => {
      if (!keyspace.get(key)) throw new StorageError('not found');
      return keyspace[method](key);
    },
  }));
}

/** Overtakes an offer under way by one method, which answers sooner. */
function racing(method: Method, rule: string): StorageMutant {
  const delays = { get: 1, offer: 6, release: 9, invalidate: 9, expire: 9, clear: 9, [method]: 1 };
  return { defect: `lets ${method} overtake an offer`, rule, create: () => slow(new ReferenceStorage(), delays) };
}

function leasing(defect: string, rule: string, alter: Parameters<typeof alteredLeasing>[0]): StorageMutant {
  return { defect, rule, create: () => alteredLeasing(alter) };
}

/** A leasing storage with methods of the storage beneath it, which knows no leases. */
function alteredLeasingOf(
  storage: LeasingStorage,
  alter: (plain: Keyspace<any>) => Partial<Keyspace<any>>,
): CacheStorage {
  return altered(storage, (_keyspace, context, namespace) =>
    alter(ReferenceStorage.prototype.keyspace.call(storage, namespace, context)),
  );
}

async function slowed(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** The reference answers at once. */
function now<T>(answer: Awaitable<T>): T {
  return answer as T;
}

import type { LifeSpan, LoadContext, Milliseconds } from '@memoir/core';
import { type KeyvRecord, wrapRecord } from '@memoir/keyv-store';
import type { Cache } from 'cache-manager';
import type { Keyv } from 'keyv';
import type { Defaults } from './cache-on.js';
import { emitterOf } from './emitter-of.js';

type PerValue = Milliseconds | ((value: any) => Milliseconds) | undefined;

interface WrapOptions {
  readonly ttl?: PerValue;
  readonly refreshThreshold?: PerValue;
  readonly raw?: boolean;
}

/** cache-manager's `wrap`: the same parameters and the same events. A result of `undefined` is not stored, as there. */
export function fencedWrap(cache: Cache, keyv: Keyv, defaults: Defaults): Cache['wrap'] {
  const emitter = emitterOf(cache);
  return async (key: string, load: () => unknown, ttlOrOptions?: unknown, threshold?: PerValue): Promise<any> => {
    const options: WrapOptions =
      typeof ttlOrOptions === 'object' && ttlOrOptions !== null
        ? (ttlOrOptions as WrapOptions)
        : { ttl: ttlOrOptions as PerValue, refreshThreshold: threshold };

    let spans: LifeSpan = {};
    const loadAndTell = async (context: LoadContext): Promise<unknown> => {
      const replaced = context.previous<KeyvRecord>();
      const isRefresh = replaced !== undefined && Date.now() < (replaced.value?.expires ?? Number.POSITIVE_INFINITY);
      try {
        const value = await load();
        const timeToLive = timeToLiveOf(options, defaults, value);
        if (value === undefined || timeToLive < 0) context.doNotStore();
        else spans = lifeSpanOf(timeToLive, thresholdOf(options, defaults, value));
        emitter.emit(isRefresh ? 'refresh' : 'set', { key, value });
        return value;
      } catch (error) {
        if (isRefresh) emitter.emit('refresh', { key, value: replaced.value.value, error });
        throw error;
      }
    };

    const record = await wrapRecord(keyv, key, loadAndTell, () => spans);
    return options.raw ? record : record.value;
  };
}

/** 0 is for ever, as Keyv has it. */
function timeToLiveOf({ ttl }: WrapOptions, defaults: Defaults, value: unknown): Milliseconds {
  const given = (typeof ttl === 'function' ? ttl(value) : ttl) ?? defaults.ttl ?? 0;
  return given === 0 ? Number.POSITIVE_INFINITY : given;
}

function thresholdOf({ refreshThreshold: given }: WrapOptions, defaults: Defaults, value: unknown): Milliseconds {
  return (typeof given === 'function' ? given(value) : given) ?? defaults.refreshThreshold ?? 0;
}

function lifeSpanOf(expireAfter: Milliseconds, threshold: Milliseconds): LifeSpan {
  if (!Number.isFinite(expireAfter)) return { updateAfter: 'never', expireAfter: 'never' };
  return { updateAfter: Math.min(expireAfter, Math.max(1, expireAfter - threshold)), expireAfter };
}

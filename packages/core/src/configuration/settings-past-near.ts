import type { LeasingKeyspace } from '../storage/leasing-keyspace.js';
import type { Settings } from './settings.js';

const madeOf = new WeakMap<Settings, Settings>();

/** The same settings with a storage of which the near tier takes nothing in; they are themselves where there is none. */
export function settingsPastNear<V>(settings: Settings<V>): Settings<V> {
  if (settings.near === undefined) return settings;
  let made = madeOf.get(settings) as Settings<V> | undefined;
  if (made === undefined) {
    const near = settings.near.pastNear();
    const leasing = 'acquire' in near ? (near as unknown as LeasingKeyspace<V>) : undefined;
    made = { ...settings, near, keyspace: near, leasing };
    madeOf.set(settings, made);
  }
  return made;
}

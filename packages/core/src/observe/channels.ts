import { liveLines } from '../live/live-lines.js';
import type { CacheListener } from './cache-listener.js';
import { EventChannel } from './event-channel.js';

/** Events are asked about so often that each function keeps the answer. */
const takeUp = () => {
  for (const { recorder } of liveLines) recorder.listen();
};

/** For each event, the channel on which all functions of the process publish it. */
export const channels: Readonly<Record<keyof CacheListener, EventChannel>> = {
  hit: new EventChannel('memoir:hit', takeUp),
  miss: new EventChannel('memoir:miss', takeUp),
  joined: new EventChannel('memoir:joined', takeUp),
  refused: new EventChannel('memoir:refused', takeUp),
  waited: new EventChannel('memoir:waited', takeUp),
  loadBegan: new EventChannel('memoir:load-began', takeUp),
  loaded: new EventChannel('memoir:loaded', takeUp),
  loadFailed: new EventChannel('memoir:load-failed', takeUp),
  loadRejected: new EventChannel('memoir:load-rejected', takeUp),
  refreshBegan: new EventChannel('memoir:refresh-began', takeUp),
  fenced: new EventChannel('memoir:fenced', takeUp),
  misfit: new EventChannel('memoir:misfit', takeUp),
  migrated: new EventChannel('memoir:migrated', takeUp),
  storageFailed: new EventChannel('memoir:storage-failed', takeUp),
  removed: new EventChannel('memoir:removed', takeUp),
};

export function isAnythingHeard(): boolean {
  return Object.values(channels).some(({ isHeard }) => isHeard);
}

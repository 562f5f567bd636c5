import { liveLines } from '../live/live-lines.js';
import type { CacheListener } from './cache-listener.js';
import { EventChannel } from './event-channel.js';

/** Hits and waits are asked about so often that each function keeps the answer. */
const takeUp = () => {
  for (const { recorder } of liveLines) recorder.listen();
};

/** For each event, the channel on which all functions of the process publish it. */
export const channels: Readonly<Record<keyof CacheListener, EventChannel>> = {
  hit: new EventChannel('memoir:hit', takeUp),
  miss: new EventChannel('memoir:miss'),
  joined: new EventChannel('memoir:joined'),
  refused: new EventChannel('memoir:refused'),
  waited: new EventChannel('memoir:waited', takeUp),
  loadBegan: new EventChannel('memoir:load-began'),
  loaded: new EventChannel('memoir:loaded'),
  loadFailed: new EventChannel('memoir:load-failed'),
  loadRejected: new EventChannel('memoir:load-rejected'),
  refreshBegan: new EventChannel('memoir:refresh-began'),
  fenced: new EventChannel('memoir:fenced'),
  misfit: new EventChannel('memoir:misfit'),
  migrated: new EventChannel('memoir:migrated'),
  storageFailed: new EventChannel('memoir:storage-failed'),
  removed: new EventChannel('memoir:removed'),
};

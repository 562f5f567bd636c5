import { EventChannel } from './event-channel.js';

/**
 * Where near tiers publish how well they know what others removed; `storage` is the name of the class that has the log.
 *
 * - `memoir:log-proven`: everything up to a moment was told; `lag`: how many milliseconds the knowledge reached back until then
 * - `memoir:log-gap`: something may have been missed, all copies were dropped; `reason`
 * - `memoir:log-failed`: the log cannot be reached, told once per outage; `error`
 */
export const logChannels = {
  proven: new EventChannel('memoir:log-proven'),
  gap: new EventChannel('memoir:log-gap'),
  failed: new EventChannel('memoir:log-failed'),
} as const;

import { Redis } from 'ioredis';

/** Of `EVALSHA digest 2 name turn permit token PUBLISH name bytes period`: the one script that stores what was loaded. */
const STORING_LENGTH = 10;

/**
 * Puts the bug in that the protocol is there to prevent: what was loaded is stored by a plain `SET`, whatever happened
 * to the key meanwhile. Concerns this process's ioredis clients.
 *
 * @returns how often it was done so far
 */
export function storeByPlainSet() {
  const { callBuffer } = Redis.prototype;
  let count = 0;
  Redis.prototype.callBuffer = async function (command, ...args) {
    const stores = command === 'EVALSHA' && args.length === STORING_LENGTH && args[6] === 'PUBLISH';
    if (!stores) return callBuffer.call(this, command, ...args);
    const [, , name, turn, , , , channel, bytes, period] = args;
    count++;
    await callBuffer.call(this, 'SET', name, bytes, ...(period === '' ? [] : ['PX', period]));
    await callBuffer.call(this, 'DEL', turn);
    await callBuffer.call(this, 'PUBLISH', channel, '');
    return 1;
  };
  return () => count;
}

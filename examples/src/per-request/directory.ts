import { setTimeout as sleep } from 'node:timers/promises';

/** Where users are looked up, slowly; it counts how often. */
export class Directory {
  lookUps = 0;

  async find(id: unknown): Promise<string> {
    this.lookUps++;
    await sleep(20);
    return `user ${String(id)}`;
  }
}

/** Sends two requests that are answered at the same time, and prints the answers and what they cost. */
export async function askTwiceAtOnce(url: string, directory: Directory): Promise<void> {
  const ask = async (user: string) => {
    const response = await fetch(`${url}/greeting`, { headers: { 'x-user': user, connection: 'close' } });
    return await response.text();
  };
  console.log((await Promise.all([ask('ada'), ask('bob')])).join('\n'));
  console.log(`look-ups: ${directory.lookUps}`);
}

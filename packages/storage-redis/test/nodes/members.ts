import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MEMBER = join(process.cwd(), 'packages/storage-redis/test/nodes/member.mjs');

export interface MemberOptions {
  /** How the servers are reached: `url`, `nodes` of a Cluster, or `sentinels`. */
  readonly way: object;
  readonly prefix: string;
  readonly maxStaleness: number;
  readonly consistency?: 'far' | 'nodes';
}

export interface Read {
  readonly begin: number;
  readonly isHit: boolean;
  readonly version: number;
}

/** A process of its own, with what was built. */
export class Member {
  readonly #waiting = new Map<number, (result: any) => void>();
  #tasks = 0;

  private constructor(readonly child: ChildProcess) {
    child.on('message', ({ id, result }: { id: number; result: unknown }) => this.#waiting.get(id)?.(result));
  }

  static async start(options: MemberOptions): Promise<Member> {
    const child = fork(MEMBER, [JSON.stringify(options)], { execArgv: ['--unhandled-rejections=strict'] });
    await once(child, 'message');
    return new Member(child);
  }

  /** @returns what came of it */
  does<T>(task: string, terms: object = {}): Promise<T> {
    const id = ++this.#tasks;
    this.child.send({ id, task, ...terms });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** Ends what `keepCalling` does. */
  stop(): void {
    this.child.send({ task: 'stop' });
  }

  becomeNear(key: string): Promise<number> {
    return this.does('becomeNear', { key });
  }

  invalidate(key: string): Promise<{ begin: number; end: number; took: number }> {
    return this.does('invalidate', { key });
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** Processes that are killed after each test. */
export class Members {
  #started: Member[] = [];

  async start(count: number, options: MemberOptions): Promise<Member[]> {
    const members = await Promise.all(Array.from({ length: count }, () => Member.start(options)));
    this.#started.push(...members);
    return members;
  }

  async killAll(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((member) => member.kill()));
  }
}

/** A list of readers that has just been begun is doubted for so long. */
export function listIsBelieved(maxStaleness: number): Promise<void> {
  return sleep(maxStaleness * 1.1 + 100);
}

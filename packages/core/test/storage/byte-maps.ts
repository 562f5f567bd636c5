import type { ByteStore } from '../../src/storage/byte-store.js';

/** Bytes in a Map, answering at once. */
export class MapBytes implements ByteStore {
  readonly bytes = new Map<string, Uint8Array>();
  readonly timesToLive = new Map<string, number>();
  reads = 0;

  read(name: string): Uint8Array | undefined {
    this.reads++;
    return this.bytes.get(name);
  }

  write(name: string, bytes: Uint8Array, timeToLive: number): void {
    this.bytes.set(name, bytes);
    this.timesToLive.set(name, timeToLive);
  }

  remove(name: string): void {
    this.bytes.delete(name);
  }
}

/** One command on its way: it takes effect when the test says so, and is answered when the test says so. */
export interface HeldByteCommand {
  readonly command: keyof ByteStore;
  readonly name: string;
  /** Takes effect; the answer is still held. */
  apply(): void;
  /** Takes effect, unless it has, and answers. */
  release(): void;
  fail(error: unknown): void;
}

/** Bytes in a Map behind a slow line: every command for an entry waits in `held`; those for epochs only if asked. */
export class HeldBytes implements ByteStore {
  readonly inner = new MapBytes();
  readonly held: HeldByteCommand[] = [];
  readonly sent: string[] = [];
  holdsEpochs = false;

  read(name: string): Promise<Uint8Array | undefined> {
    return this.#hold('read', name, () => this.inner.read(name));
  }

  write(name: string, bytes: Uint8Array, timeToLive: number): Promise<void> {
    return this.#hold('write', name, () => this.inner.write(name, bytes, timeToLive));
  }

  remove(name: string): Promise<void> {
    return this.#hold('remove', name, () => this.inner.remove(name));
  }

  /** Takes out the oldest command that waits; all waiting ones with that command where it is given. */
  take(command: keyof ByteStore): HeldByteCommand {
    const index = this.held.findIndex((held) => held.command === command);
    if (index < 0) throw new Error(`no ${command} is held, only ${this.held.map((held) => held.command).join(', ')}`);
    return this.held.splice(index, 1)[0]!;
  }

  #hold<T>(command: keyof ByteStore, name: string, effect: () => T): Promise<T> {
    const isEpoch = name.startsWith('epoch:');
    if (!isEpoch) this.sent.push(command);
    if (isEpoch && !this.holdsEpochs) return Promise.resolve().then(effect);
    return new Promise((resolve, reject) => {
      let answer: { readonly value: T } | undefined;
      const apply = () => {
        answer ??= { value: effect() };
      };
      const release = () => {
        apply();
        resolve(answer!.value);
      };
      this.held.push({ command, name, apply, release, fail: reject });
    });
  }
}

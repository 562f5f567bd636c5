import {
  type CacheStorage,
  createMemoizer,
  type Memoizer,
  MutableCacheConfiguration,
  standardConfiguration,
} from '@memoir/core';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import { disown, marksOn, own } from './dispatcher.js';
import type { MemoirModuleOptions } from './memoir-module-options.js';
import { MemoizedMethods } from './memoized-methods.js';

/** What an application has of memoir: takes up its objects when it starts, and ends what it owns when it stops. */
export class MemoirHost implements OnModuleInit, OnApplicationShutdown {
  readonly storage: CacheStorage;
  readonly memoizer: Memoizer;
  readonly #methods: MemoizedMethods;
  readonly #owned: object[] = [];
  readonly #closesStorage: boolean;

  constructor(
    { storage, configure, closeStorage = true }: MemoirModuleOptions,
    private readonly discovery: DiscoveryService,
  ) {
    this.storage = storage;
    this.#closesStorage = closeStorage;
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(storage));
    configure?.(configuration);
    this.memoizer = createMemoizer(configuration);
    this.#methods = new MemoizedMethods(this.memoizer, storage.shared);
  }

  onModuleInit(): void {
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const { instance, metatype } = wrapper;
      const isMade = wrapper.isDependencyTreeStatic() && typeof instance === 'object' && instance !== null;
      if (isMade) this.#take(instance, instance);
      else if (typeof metatype === 'function') this.#take(metatype.prototype as object | undefined, undefined);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#methods.close();
    for (const owned of this.#owned.splice(0)) disown(owned, this.#methods);
    if (this.#closesStorage) await this.storage.close?.();
  }

  /** @param made where wrong options are to be found out now and not by the first request */
  #take(owned: object | undefined, made: object | undefined): void {
    if (owned === undefined) return;
    const marks = marksOn(made === undefined ? owned : Object.getPrototypeOf(made));
    if (marks.size === 0) return;
    own(owned, this.#methods);
    this.#owned.push(owned);
    if (made !== undefined) for (const mark of marks.values()) this.#methods.functionFor(made, mark);
  }
}

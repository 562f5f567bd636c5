import { type Epochs, isOfGeneration, NOT_ASKED } from './epochs.js';
import type { ServerState } from './server.js';

const MOST_KNOWN = 10_000;

/** The epochs last found good, by namespace: nearly always the texts that come next are the same, and need no look. */
export class KnownEpochs {
  #server: ServerState | undefined;
  readonly #byName = new Map<string, Epochs>();

  /** @returns `undefined` unless both texts, or the one if no clock was asked for, were issued by this very server */
  from(
    server: ServerState,
    epochName: string,
    clock: string | undefined,
    epoch: string | undefined,
  ): Epochs | undefined {
    if (server !== this.#server || this.#byName.size >= MOST_KNOWN) this.#byName.clear();
    this.#server = server;
    const known = this.#byName.get(epochName);
    if (known !== undefined && known.clock === clock && known.epoch === epoch) return known;
    if (!isOfGeneration(epoch, server.generation)) return undefined;
    if (clock !== NOT_ASKED && !isOfGeneration(clock, server.generation)) return undefined;
    const epochs = { clock, epoch };
    this.#byName.set(epochName, epochs);
    return epochs;
  }
}

import { type Awaitable, isThenable } from '../awaitable.js';

/** `write` replaces what stands, `remove` removes it, `rewrite` reads it and writes it changed. */
export type LaneCommand = 'write' | 'remove' | 'rewrite';
/** `refused`: a write that a later removal has overtaken while it waited, or that refused itself. */
export type LaneOutcome = 'done' | 'refused';

interface Turn {
  readonly command: LaneCommand;
  readonly act: () => Awaitable<LaneOutcome>;
  readonly outcome: Promise<LaneOutcome>;
  readonly settle: (outcome: Awaitable<LaneOutcome>) => void;
}

/** How many counters there are for all names together; names that share one make each other's readers read twice. */
const COUNTERS = 1024;

/**
 * Lets the commands that change one name go out one after another, each when the one before has really ended, also if
 * nobody waits for that one any more. A name costs something only while a command for it is under way.
 */
export class KeyLanes {
  readonly #waiting = new Map<string, Turn[]>();
  readonly #endings = new Uint32Array(COUNTERS);

  /** Runs a command: at once, and synchronously where it can, if nothing is under way for the name, else in its turn. */
  run(name: string, command: LaneCommand, act: () => Awaitable<LaneOutcome>): Awaitable<LaneOutcome> {
    const waiting = this.#waiting.get(name);
    if (waiting) return queue(waiting, command, act);
    const outcome = act();
    if (isThenable(outcome)) return this.#occupy(name, command, Promise.resolve(outcome));
    this.#countEnding(name, command);
    return outcome;
  }

  /** A number that is another one once a `remove` or `rewrite` of the name has ended. */
  endings(name: string): number {
    return this.#endings[counterOf(name)]!;
  }

  #occupy(name: string, command: LaneCommand, outcome: Promise<LaneOutcome>): Promise<LaneOutcome> {
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, waiting);
    const end = () => {
      this.#countEnding(name, command);
      const next = waiting.shift();
      if (next) next.settle(this.#occupy(name, next.command, begin(next)));
      else this.#waiting.delete(name);
    };
    // Before whoever awaits the outcome goes on: reads that are under way then must know.
    outcome.then(end, end);
    return outcome;
  }

  #countEnding(name: string, command: LaneCommand): void {
    if (command !== 'write') this.#endings[counterOf(name)]!++;
  }
}

/**
 * At most one command of each kind waits, so that a backend which hangs does not make the queue grow: a newcomer takes the
 * place of its own kind, at the end, and settles both; a removal takes the place of all that wait.
 */
function queue(waiting: Turn[], command: LaneCommand, act: () => Awaitable<LaneOutcome>): Promise<LaneOutcome> {
  const turn = turnOf(command, act);
  for (const older of waiting.splice(0)) {
    if (command === 'remove' && older.command === 'write') older.settle('refused');
    else if (command === 'remove' || older.command === command) older.settle(turn.outcome);
    else waiting.push(older);
  }
  waiting.push(turn);
  return turn.outcome;
}

function turnOf(command: LaneCommand, act: () => Awaitable<LaneOutcome>): Turn {
  let settle!: Turn['settle'];
  const outcome = new Promise<LaneOutcome>((resolve) => {
    settle = resolve;
  });
  return { command, act, outcome, settle };
}

/** A promise in any case: who waited for a turn is answered asynchronously anyway. */
async function begin(turn: Turn): Promise<LaneOutcome> {
  return turn.act();
}

/** FNV-1a, which spreads names that differ in their last character. */
function counterOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % COUNTERS;
}

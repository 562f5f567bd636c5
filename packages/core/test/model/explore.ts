/** A protocol as what can happen next. A state is plain data: objects, arrays, numbers, texts, booleans, nothing absent. */
export interface Model<S> {
  readonly initial: S;
  /** Every step that is possible in this state. A step changes the copy that it is given. */
  steps(state: S): readonly Step<S>[];
  /** What must not be, in words; nothing if all is well. */
  violation(state: S): string | undefined;
  /** The same for states that differ in nothing that matters. @default the state as JSON */
  keyOf?(state: S): string;
  /** @default one of all that is in it */
  copyOf?(state: S): S;
}

export interface Step<S> {
  readonly name: string;
  take(state: S): void;
}

/** A list for steps, each kind of which may be taken as often as the state says is left. */
export function limitedSteps<S extends { left: Record<keyof S['left'], number> }>({ left }: S) {
  const steps: Step<S>[] = [];
  const limited = (kind: keyof S['left'], name: string, take: (state: S) => void): void => {
    if (left[kind] === 0) return;
    steps.push({
      name,
      take: (state) => {
        state.left[kind]--;
        take(state);
      },
    });
  };
  return { steps, limited };
}

export interface Exploration {
  readonly states: number;
  /** The shortest way to a state that must not be. */
  readonly counterexample: Counterexample | undefined;
}

export interface Counterexample {
  readonly violation: string;
  readonly steps: readonly string[];
}

interface Seen {
  readonly from: number;
  readonly step: string;
}

/**
 * Goes through every state that can be reached, nearest first.
 *
 * @throws {Error} if there are more than `most`: the search would prove nothing
 */
export function explore<S>(model: Model<S>, most = 400_000): Exploration {
  const { keyOf = asJson, copyOf = deepCopyOf } = model;
  const seen = new Set([keyOf(model.initial)]);
  const origins: Seen[] = [{ from: -1, step: '' }];
  let wave: [S, number][] = [[model.initial, 0]];
  while (wave.length > 0) {
    const next: [S, number][] = [];
    for (const [state, at] of wave) {
      for (const step of model.steps(state)) {
        const after = copyOf(state);
        step.take(after);
        const key = keyOf(after);
        if (seen.has(key)) continue;
        seen.add(key);
        const index = origins.push({ from: at, step: step.name }) - 1;
        const violation = model.violation(after);
        if (violation !== undefined) {
          return { states: seen.size, counterexample: { violation, steps: wayTo(index, origins) } };
        }
        next.push([after, index]);
      }
    }
    if (seen.size > most) throw new Error(`more than ${most} states: make the model smaller`);
    wave = next;
  }
  return { states: seen.size, counterexample: undefined };
}

/** One way through the states, by chance, until nothing more can happen. @param choose a whole number below its argument */
export function wander<S>(model: Model<S>, choose: (below: number) => number): string[] {
  const state = deepCopyOf(model.initial);
  const names: string[] = [];
  for (;;) {
    const steps = model.steps(state);
    if (steps.length === 0) return names;
    const step = steps[choose(steps.length)]!;
    step.take(state);
    names.push(step.name);
  }
}

function wayTo(index: number, origins: readonly Seen[]): string[] {
  const steps: string[] = [];
  for (let at = origins[index]!; at.from >= 0; at = origins[at.from]!) steps.unshift(at.step);
  return steps;
}

/** What is the same state has the same text, since every state is made by the same code in the same order. */
function asJson(state: unknown): string {
  return JSON.stringify(state);
}

export function deepCopyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const name in value) copy[name] = deepCopyOf(value[name]);
  return copy as T;
}

/** One run of a loader, which a test ends when it wants to. */
export interface HeldLoad<Args extends unknown[]> {
  readonly args: Args;
  resolve(value: any): void;
  reject(error: unknown): void;
}

/** A loader that does nothing until the test says so, and the list of its runs. */
export function heldLoads<Args extends unknown[] = [id: string]>(): {
  load: (...args: Args) => Promise<any>;
  loads: HeldLoad<Args>[];
} {
  const loads: HeldLoad<Args>[] = [];
  const load = (...args: Args): Promise<any> =>
    new Promise((resolve, reject) => {
      loads.push({ args, resolve, reject });
    });
  return { load, loads };
}

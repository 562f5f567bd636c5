/** What is done to a value on its way out to a caller, the first caller too. The stored value stays as it is. */
export interface Postprocessing<V = any> {
  /** Runs once per caller. If it throws, that caller gets the error; the entry stays. */
  apply(value: V): V;
}

import type { Postprocessing } from './postprocessing.js';

/** Every caller gets the very value that is stored, and a change made by one is seen by all. The default. */
export class NoPostprocessing implements Postprocessing {
  apply(value: any): any {
    return value;
  }
}

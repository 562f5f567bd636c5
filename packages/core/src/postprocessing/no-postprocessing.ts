import type { Postprocessing } from './postprocessing.js';
export class NoPostprocessing implements Postprocessing {
  apply(value: any): any {
    return value;
  }
}

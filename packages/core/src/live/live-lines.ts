import type { LineFrame } from '../line-frame.js';
import { WeakList } from '../weak-list.js';

/** Every line of this process, for those who look in from outside. None is kept alive by standing here. */
export const liveLines = new WeakList<LineFrame<any>>();

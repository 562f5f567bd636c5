declare const permit: unique symbol;

/** The right to store what a load returns; opaque outside the storage that issued it. */
export interface Permit {
  readonly [permit]: true;
}

/**
 * A schema of any library that follows the Standard Schema specification, version 1 (standardschema.dev): zod, valibot,
 * arktype and others. Written by hand, so that nothing has to be installed.
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    /** For the compiler alone. */
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Where it is wrong and what is, in a line. */
export function describeIssue({ message, path }: StandardIssue): string {
  const steps = path?.map((step) => String(typeof step === 'object' ? step.key : step)) ?? [];
  return steps.length === 0 ? message : `${steps.join('.')}: ${message}`;
}

export function isStandardSchema(candidate: unknown): candidate is StandardSchema {
  const isObject = (typeof candidate === 'object' && candidate !== null) || typeof candidate === 'function';
  const standard = isObject ? (candidate as Partial<StandardSchema>)['~standard'] : undefined;
  return standard?.version === 1 && typeof standard.validate === 'function';
}

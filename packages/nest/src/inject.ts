import { Inject } from '@nestjs/common';

/** The module's `Memoizer`. */
export const MEMOIR_MEMOIZER = Symbol('memoir memoizer');
/** The module's `CacheStorage`. */
export const MEMOIR_STORAGE = Symbol('memoir storage');
export const MEMOIR_OPTIONS = Symbol('memoir options');

/** Injects the module's `Memoizer`, for functions that are memoized by hand. */
export const InjectMemoizer = (): ParameterDecorator & PropertyDecorator => Inject(MEMOIR_MEMOIZER);

/** Injects the module's storage, for tags, writes and the like. */
export const InjectStorage = (): ParameterDecorator & PropertyDecorator => Inject(MEMOIR_STORAGE);

export { JsonSerde, type JsonSerdeOptions } from './json-serde.js';
export type { TypeHook } from './type-hook.js';

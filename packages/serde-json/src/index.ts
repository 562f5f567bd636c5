export { CompressingSerde, type CompressionOptions } from './compressing-serde.js';
export { EncryptingSerde } from './encrypting-serde.js';
export { JsonSerde, type JsonSerdeOptions } from './json-serde.js';
export type { KeyOptions } from './key-options.js';
export { SigningSerde } from './signing-serde.js';
export type { TypeHook } from './type-hook.js';

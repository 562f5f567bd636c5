import { Buffer } from 'node:buffer';
import { describe, it } from '@jest/globals';
import { serdeConformance } from '@memoir/core/testing';
import { CompressingSerde, EncryptingSerde, JsonSerde, SigningSerde } from '@memoir/serde-json';

const runner = { describe, it };
const faithful = { faithful: true };
const keys = { keys: { a: Buffer.alloc(32, 7) }, current: 'a' };

serdeConformance(runner, 'JsonSerde', () => new JsonSerde(), faithful);
serdeConformance(runner, 'CompressingSerde', () => new CompressingSerde(new JsonSerde(), { from: 0 }), faithful);
serdeConformance(runner, 'EncryptingSerde', () => new EncryptingSerde(new JsonSerde(), keys), faithful);
serdeConformance(runner, 'SigningSerde', () => new SigningSerde(new JsonSerde(), keys), faithful);

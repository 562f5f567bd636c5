import { expect, it } from '@jest/globals';
import * as serdeJson from '@memoir/serde-json';

it('exports these names', () => {
  expect(Object.keys(serdeJson).sort()).toEqual(['CompressingSerde', 'EncryptingSerde', 'JsonSerde', 'SigningSerde']);
});

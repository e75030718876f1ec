/** Bytes as text of messages, without what only Node.js has. */

import { expect, it } from 'vitest';
import { base64OfBytes, bytesOfBase64 } from '../../client/src/base64.js';

it.each([0, 1, 2, 3, 256, 100_000])('%i bytes are as everybody writes them', (length) => {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 131) % 256);
  const text = Buffer.from(bytes).toString('base64');
  expect(base64OfBytes(bytes)).toBe(text);
  expect(bytesOfBase64(text)).toEqual(bytes);
});

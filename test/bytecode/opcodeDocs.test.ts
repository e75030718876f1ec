/** docs/opcodes.md is what the opcode table gives. */
import { expect, it } from 'vitest';
import { isCurrent } from '../../scripts/opcodeDocs.js';

it('is current', () => {
  expect(isCurrent(), 'run node scripts/runTypeScript.mjs scripts/opcodeDocs.ts').toBe(true);
});

/** Findings about opcodes that somebody excludes: who does, in which words, and how to stop it. */

import { afterAll, describe, expect, it } from 'vitest';
import type { OfferContext } from '../../server/src/language/codeActionTypes.js';
import { namingExclusion, stopExcluding } from '../../server/src/language/exclusion.js';
import { analyseText } from './analyseText.js';
import { service } from './compileText.js';

afterAll(() => service.stop());

const range = { start: { line: 1, column: 11 }, end: { line: 1, column: 11 } };
const context = (commands: readonly string[]): OfferContext => ({
  isWanted: () => true,
  hasCommand: (command) => commands.includes(command),
  automatic: false,
  hints: [],
  recompile: async () => null,
  parse: async () => null,
  checkpoint: async () => {},
});

describe('an excluded opcode', () => {
  const source = 'def greet(a):\n    return f"<{a}>"\n';

  it('is named with the setting, and the consequence comes first', async () => {
    const { findings } = await analyseText(source, 'BUILD_STRING');
    const [message = ''] = findings.map((one) => namingExclusion(one.message, 'the setting'));
    expect(message).toBe(
      '`greet` continues in the interpreter here: `f"<{a}>"` (`BUILD_STRING`) is excluded by ' +
        'the setting.',
    );
    expect(message.slice(0, 60)).toContain('continues in the interpreter here');
  });

  it('is compiled again by one offer, where the client can do that', async () => {
    const analysis = await analyseText(source, 'BUILD_STRING');
    const offers = await stopExcluding.offer(
      analysis,
      range,
      context(['nativecompile.stopExcluding']),
    );
    expect(offers).toMatchObject([
      {
        title: 'Stop excluding `BUILD_STRING`',
        command: { command: 'nativecompile.stopExcluding', arguments: ['BUILD_STRING'] },
      },
    ]);
    expect(await stopExcluding.offer(analysis, range, context([]))).toEqual([]);
  });
});

/**
 * A compile service that cannot get memory answers MemoryError, or ends and says why; it never just
 * stops answering. How much it needs depends on how the machine executes it, so it is tried with
 * amounts from far too little to enough.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import type { CompileService } from '../../server/src/helper/compileService.js';
import { HelperFailure } from '../../server/src/helper/failure.js';
import { removeFolders, temporaryFolder } from '../cli/command.js';
import { helperPath } from './rawHost.js';

afterAll(removeFolders);

/** The helper with so many mebibytes for its data. */
function limitedHelper(mebibytes: number): string {
  const path = join(temporaryFolder(), 'helper');
  const note = `NATIVECOMPILE_LAUNCH=memory=${mebibytes * 2 ** 20}`;
  writeFileSync(path, `#!/bin/sh\nexec env ${note} "${helperPath}" "$@"\n`, { mode: 0o755 });
  return path;
}

const functions = (count: number): Buffer =>
  Buffer.from('def f(a, b):\n    return [x.y + 1 for x in a if x in b] or f(b, a)\n'.repeat(count));

/** What became of a request: "compiled", "MemoryError", or how the helper ended. */
async function outcome(service: CompileService, source: Uint8Array): Promise<string> {
  try {
    const answer = await service.compile('x.py', source);
    return answer.kind === 'marshal' ? 'compiled' : answer.text.trim();
  } catch (error) {
    if (error instanceof HelperFailure) return error.problem;
    throw error;
  }
}

/** An end with a reason in parentheses. */
const SAID =
  /^compiled$|^MemoryError$|^The helper (exited with|died of|could not be started) ?.*\(.+\)\.$/;

it.each([4, 16, 24, 32, 48, 140, 150, 180, 200, 648, 656, 664, 672, 680, 690])(
  'with %d MiB it says what it cannot do',
  async (mebibytes) => {
    const service = makeCompileService({ path: limitedHelper(mebibytes) });
    try {
      for (const source of [functions(1), functions(1000), functions(1)]) {
        expect(await outcome(service, source)).toMatch(SAID);
      }
    } finally {
      service.stop();
    }
  },
);

/** Source text to compiled code, through the helper's compile service. */

import { createHash } from 'node:crypto';
import { readCode } from '../../server/src/bytecode/marshal.js';
import {
  type CompiledCode,
  type CompileOptions,
  compileTree,
  defaultTarget,
  isRefusal,
  type Refusal,
} from '../../server/src/compiler/index.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import type { ListingSource } from '../../server/src/language/listing.js';
import { readSource } from '../../server/src/language/sourceText.js';

export const service = makeCompileService();

export interface CompiledText {
  readonly results: readonly (CompiledCode | Refusal)[];
  readonly source: ListingSource;
}

export async function compileText(
  text: string | Uint8Array,
  without: CompileOptions['without'] = new Set(),
  target: CompileOptions['target'] = defaultTarget,
): Promise<CompiledText> {
  const bytes = Buffer.from(text);
  const answer = await service.compile('hot.py', bytes);
  if (answer.kind !== 'marshal') throw new Error(answer.text);
  return {
    results: compileTree(readCode(answer.code), { target, without, explains: true }),
    source: {
      fileName: 'hot.py',
      lines: readSource(bytes).lines,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
  };
}

export function compiledFunction({ results }: CompiledText, qualname: string): CompiledCode {
  const result = results.find(({ code }) => code.qualname === qualname);
  if (result === undefined || isRefusal(result)) throw new Error(`${qualname} was not compiled`);
  return result;
}

/** Source text to an analysis, as the language server makes it. */

import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { type Analysis, analyseAtOnce } from '../../server/src/language/analysis.js';
import { sourceOf } from '../../server/src/lsp/analyser.js';
import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';
import { service } from './compileText.js';

export async function analyseText(text: string, ...without: OpcodeName[]): Promise<Analysis> {
  const uri = 'file:///hot.py';
  const { bytes, source } = sourceOf(uri, text);
  const answer = await service.compile('/hot.py', bytes);
  if (answer.kind !== 'marshal') throw new Error(answer.text);
  const code = readCode(answer.code);
  const target = defaultTarget;
  const input = { uri, version: 1, source, code, target, without: new Set(without) };
  return analyseAtOnce({ ...input, earlier: null });
}

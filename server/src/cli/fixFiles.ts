/**
 * `check --fix`: applies the preferred fixes to files.
 *
 * Maps from: a source file. Maps to: the same file with its findings fixed, as far as fixes are
 * preferred; each was compiled before it is written. Files that are not UTF-8 are left alone.
 */

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readCode } from '../bytecode/marshal.js';
import type { TargetName } from '../compiler/target/target.js';
import type { CompileService } from '../helper/compileService.js';
import { errorText } from '../helper/failure.js';
import { excluded } from '../helper/nativeImages.js';
import { fsPath } from '../helper/rawBytes.js';
import { type Analysis, analyseAtOnce } from '../language/analysis.js';
import { applyEdits } from '../language/fixes/edits.js';
import { fixAll } from '../language/fixes/fixAll.js';
import { hintsOf } from '../language/hints/index.js';
import { readSourceFile, type SourceFile, STDIN } from './sources.js';
import { UsageError } from './usage.js';

const MARK = '\ufeff';

/** The file as it is afterwards, and whether it is another one. */
export async function fixFile(
  service: CompileService,
  path: string,
  target: TargetName,
  without: readonly string[],
  withHints: boolean,
): Promise<{ file: SourceFile; isChanged: boolean }> {
  if (path === STDIN) throw new UsageError('--fix needs a file that can be written');
  const file = readSourceFile(path);
  const unchanged = { file, isChanged: false };
  const { text } = file.source;
  const hasMark = file.bytes[0] === 0xef;
  if (!Buffer.from((hasMark ? MARK : '') + text).equals(file.bytes)) return unchanged;
  const recompile = async (edited: string): Promise<Analysis | null> => {
    const answer = await service.compile(path, Buffer.from(edited));
    if (answer.kind !== 'marshal') return null;
    const lines = edited.split(/\r\n|\r|\n/);
    return analyseAtOnce({
      uri: pathToFileURL(path).href,
      version: 0,
      source: { fileName: file.fileName, text: edited, lines, sha256: '' },
      code: readCode(answer.code),
      target,
      without: excluded(without),
      earlier: null,
    });
  };
  const analysis = await recompile(text);
  if (analysis === null) return unchanged;
  const edits = await fixAll(analysis, {
    hints: withHints ? hintsOf(analysis) : [],
    recompile,
    parse: (edited) => service.parse(Buffer.from(edited)),
    checkpoint: async () => {},
  });
  if (edits.length === 0) return unchanged;
  try {
    writeFileSync(fsPath(path), (hasMark ? MARK : '') + applyEdits(text, edits));
  } catch (error) {
    throw new UsageError(`can't write file '${path}': ${errorText(error)}`);
  }
  return { file: readSourceFile(path), isChanged: true };
}

/**
 * The compiler as the compile host uses it; loaded when a request misses the cache.
 *
 * Maps from: marshalled code objects. Maps to: images for the helper's loader, and listings. Knows
 * neither sockets nor the cache.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { readCode } from '../bytecode/marshal.js';
import { compileCode, compileTree, encodeImage } from '../compiler/index.js';
import { type CompiledCode, isRefusal, type Refusal } from '../compiler/compiledCode.js';
import type { TargetName } from '../compiler/target/target.js';
import { debugHelperBuildHashes } from '../generated/buildHash.js';
import { type Directive, isKept } from '../language/directives.js';
import { renderListing } from '../language/listing.js';
import { isView } from '../language/views.js';
import { isOpcodeName, type OpcodeName } from '../opcodes/opcodeNames.js';
import type { CodeImage, CompileNative, Listing, RunOptions } from './protocol.js';

export function compileImages(
  { code, wholeTree }: CompileNative,
  target: TargetName,
  { without, counters }: Pick<RunOptions, 'without' | 'counters'>,
  buildHash: number,
  directives: readonly Directive[],
): CodeImage[] {
  const options = {
    target,
    without: excluded(without),
    counters,
    keeps: (one: CodeObject) => isKept(one, directives),
    countsReferences: buildHash === debugHelperBuildHashes[target],
  };
  const root = readCode(code);
  const results: (CompiledCode | Refusal)[] = wholeTree
    ? compileTree(root, options)
    : [compileCode(root, options)];
  return results.map((result) =>
    isRefusal(result)
      ? { status: result.isKept === true ? 'kept' : 'refused', reason: result.refused }
      : { status: 'image', bytes: encodeImage(result, buildHash) },
  );
}

export async function codeListing(
  { code, view, syntax }: Listing,
  target: TargetName,
  options: RunOptions,
  directivesOf: (filename: string) => readonly Directive[],
): Promise<string> {
  const root = readCode(code);
  const directives = directivesOf(root.filename);
  const results = compileTree(root, {
    target,
    without: excluded(options.without),
    explains: true,
    keeps: (one) => isKept(one, directives),
  });
  return renderListing(results, {
    source: null,
    view: isView(view) ? view : 'assembly',
    syntax: syntax === 'att' ? 'att' : 'intel',
  });
}

export function excluded(names: readonly string[]): ReadonlySet<OpcodeName> {
  return new Set(names.filter(isOpcodeName));
}

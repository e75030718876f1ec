/**
 * All that is known of one version of a document, as one value that never changes.
 *
 * Maps from: a source text and its code object. Maps to: compiled functions and findings. Functions
 * that an earlier analysis of the document has compiled are taken from there. Knows no editor and
 * no helper: the bytecode is handed in.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import { compileCode, isRefusal, type TargetName } from '../compiler/index.js';
import type { OpcodeName } from '../opcodes/opcodeNames.js';
import { codeKey, sameBytes } from './codeKey.js';
import { type Diagnostic, functionFindings, inSourceOrder, withoutCode } from './diagnostics.js';
import { type Directive, isKept, readDirectives } from './directives.js';
import type { ForeignModuleFinder } from './foreignImports.js';
import { hintsOfFunctions } from './hints/functionHints.js';
import type { Result } from './listing.js';
import { extent } from './locations.js';
import { ReadableCode } from './readableCode.js';
import { applyDirectives } from './suppression.js';

export interface AnalysedSource {
  /** Without its folder. */
  readonly fileName: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Without line ends; the first is line 1. */
  readonly lines: readonly string[];
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
}

export interface FunctionAnalysis {
  /** Equal for functions that compile to the same code. */
  readonly key: string;
  readonly result: Result;
  /** Index of the enclosing code object in `Analysis.functions`; -1 for the module. */
  readonly parent: number;
  /** Lines at which instructions begin, less the function's first line. */
  readonly coveredLines: readonly number[];
  /** The last line that an instruction's range reaches, less the function's first line. */
  readonly lastLine: number;
}

export interface Analysis {
  readonly uri: string;
  /** The document's version. */
  readonly version: number;
  readonly source: AnalysedSource;
  /** The module's code first, then all nested code in pre-order. */
  readonly functions: readonly FunctionAnalysis[];
  /** In the order of the source. */
  readonly findings: readonly Diagnostic[];
  /** Comments that speak to the compiler. */
  readonly directives: readonly Directive[];
  readonly target: TargetName;
  /** Opcodes treated as not compiled. */
  readonly without: ReadonlySet<OpcodeName>;
  /** How many functions were compiled for this analysis, and not taken from an earlier one. */
  readonly compiledAnew: number;
}

export interface AnalysisInput {
  readonly uri: string;
  readonly version: number;
  readonly source: AnalysedSource;
  readonly code: CodeObject;
  readonly target: TargetName;
  readonly without: ReadonlySet<OpcodeName>;
  /** An analysis of an earlier version, whose unchanged functions are used again. */
  readonly earlier: Analysis | null;
  /** Tells of modules that the target's Python cannot load. */
  readonly findForeign?: ForeignModuleFinder;
}

/**
 * Yields after each function, so that a caller can do something else meanwhile or give up. The
 * result is the generator's return value.
 */
export function* analyse(input: AnalysisInput): Generator<void, Analysis> {
  const { uri, version, source, code, target, without, earlier } = input;
  const known = reusable(earlier, target, without);
  const directives = readDirectives(source.lines);
  const functions: FunctionAnalysis[] = [];
  const findings: Diagnostic[] = [];
  let compiledAnew = 0;
  // An explicit stack: nesting is the input's, and may be deep.
  const pending = [{ code, parent: -1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const isInterpreted = isKept(next.code, directives);
    const key = `${isInterpreted ? 'kept ' : ''}${codeKey(next.code)}`;
    const before = known.get(key);
    if (before === undefined) compiledAnew += 1;
    const result =
      before === undefined
        ? forReading(
            compileCode(next.code, {
              target,
              without,
              explains: true,
              keeps: () => isInterpreted,
            }),
          )
        : withCode(before.result, next.code);
    const index = functions.length;
    const { coveredLines, lastLine } = extentLike(next.code, before);
    functions.push({
      key,
      result,
      parent: next.parent,
      coveredLines,
      lastLine,
    });
    findings.push(...functionFindings(result, source.lines, input.findForeign ?? null));
    for (let i = next.code.consts.length - 1; i >= 0; i -= 1) {
      const constant = next.code.consts[i]!;
      if (constant.kind === 'code') pending.push({ code: constant.code, parent: index });
    }
    // What was compiled before takes little time, but a file may have thousands of functions.
    yield;
  }
  findings.push(...withoutCode(functions, source.lines));
  const shown = applyDirectives(
    findings,
    directives,
    functions.map(({ result }) => result.code),
    () =>
      hintsOfFunctions(
        functions.map(({ result }) => result),
        source.lines,
      ),
  ).sort(inSourceOrder);
  return {
    uri,
    version,
    source,
    functions,
    findings: shown,
    directives,
    target,
    without,
    compiledAnew,
  };
}

function extentLike(
  code: CodeObject,
  before: FunctionAnalysis | undefined,
): { coveredLines: readonly number[]; lastLine: number } {
  return before !== undefined && sameBytes(before.result.code.linetable, code.linetable)
    ? before
    : extent(code);
}

/**
 * The same version of the document for another target: its functions are compiled again, and the
 * source is not. Yields as `analyse` does.
 */
export function* retarget(
  analysis: Analysis,
  target: TargetName,
  findForeign?: ForeignModuleFinder,
): Generator<void, Analysis> {
  const { uri, version, source, functions, without } = analysis;
  const { code } = functions[0]!.result;
  const input = { uri, version, source, code, target, without, earlier: null };
  return yield* analyse(findForeign === undefined ? input : { ...input, findForeign });
}

/** Runs `analyse` to its end. */
export function analyseAtOnce(input: AnalysisInput): Analysis {
  const steps = analyse(input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function reusable(
  earlier: Analysis | null,
  target: TargetName,
  without: ReadonlySet<OpcodeName>,
): Map<string, FunctionAnalysis> {
  if (earlier === null || earlier.target !== target) return new Map();
  if (!sameSet(earlier.without, without)) return new Map();
  return new Map(earlier.functions.map((entry) => [entry.key, entry]));
}

const sameSet = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean =>
  a.size === b.size && [...a].every((item) => b.has(item));

function forReading(result: Result): Result {
  if (isRefusal(result)) return result;
  return new ReadableCode(result);
}

/**
 * The same compiled code for the code object of another version, which may begin on another line.
 */
function withCode(result: Result, code: CodeObject): Result {
  return isRefusal(result) ? { ...result, code } : new ReadableCode(result, code);
}

/** Offers of fixes for a text, without an editor. */

import { defaultTarget } from '../../server/src/compiler/target/target.js';
import { readCode } from '../../server/src/bytecode/marshal.js';
import { makeCompileService } from '../../server/src/helper/compilers.js';
import { type Analysis, analyseAtOnce } from '../../server/src/language/analysis.js';
import type {
  OfferContext,
  OfferedAction,
  SourceEdit,
} from '../../server/src/language/codeActionTypes.js';
import { applyEdits } from '../../server/src/language/fixes/edits.js';
import { fixes } from '../../server/src/language/fixes/index.js';
import { hintsOf } from '../../server/src/language/hints/index.js';
import type { RunData } from '../../server/src/language/runData.js';
import type { OpcodeName } from '../../server/src/opcodes/opcodeNames.js';

export const service = makeCompileService();

export interface Options {
  readonly without?: readonly OpcodeName[];
  readonly hints?: boolean;
  readonly automatic?: boolean;
  readonly runData?: RunData | null;
}

export async function analyseText(
  text: string,
  { without = [] }: Options = {},
): Promise<Analysis | null> {
  const answer = await service.compile('program.py', Buffer.from(text));
  if (answer.kind !== 'marshal') return null;
  return analyseAtOnce({
    uri: 'file:///program.py',
    version: 1,
    source: { fileName: 'program.py', text, lines: text.split(/\r\n|\r|\n/), sha256: '' },
    code: readCode(answer.code),
    target: defaultTarget,
    without: new Set(without),
    earlier: null,
  });
}

export interface Fixer {
  readonly analysis: Analysis;
  readonly context: OfferContext;
  /** The offers for the whole text. */
  offers(): Promise<readonly OfferedAction[]>;
  apply(edits: readonly SourceEdit[]): string;
}

export async function fixer(text: string, options: Options = {}): Promise<Fixer> {
  const analysis = await analyseText(text, options);
  if (analysis === null) throw new Error('the program does not compile');
  const context: OfferContext = {
    hints: options.hints === true ? hintsOf(analysis) : [],
    automatic: options.automatic === true,
    runData: options.runData ?? null,
    isWanted: () => true,
    hasCommand: () => true,
    recompile: (edited) => analyseText(edited, options),
    parse: (edited) => service.parse(Buffer.from(edited)),
    checkpoint: async () => {},
  };
  const end = { line: analysis.source.lines.length, column: 0 };
  return {
    analysis,
    context,
    offers: () => fixes.offer(analysis, { start: { line: 0, column: 0 }, end }, context),
    apply: (edits) => applyEdits(text, edits),
  };
}

/** The text after the first offer with a title that `title` matches. */
export async function fixed(text: string, title: RegExp, options: Options = {}): Promise<string> {
  const fix = await fixer(text, options);
  const offers = await fix.offers();
  const offer = offers.find((one) => title.test(one.title) && one.disabled === undefined);
  if (offer === undefined) {
    const there = offers.map((one) => `${one.title} ${one.disabled ?? ''}`).join('\n');
    const found = fix.analysis.findings.map(({ message }) => message).join('\n');
    throw new Error(`no such offer, but:\n${there}\nfor:\n${found}`);
  }
  return fix.apply(offer.edits ?? []);
}

/** The text after all preferred fixes. */
export async function fixedAll(text: string, options: Options = {}): Promise<string> {
  const fix = await fixer(text, options);
  const edits = await fixes.resolve?.(fix.analysis, 'all', fix.context);
  return fix.apply(edits ?? []);
}

/**
 * The hints of a whole analysis, made when they are first asked for.
 *
 * Maps from: an analysis. Maps to: hints in the order of the source, without those that comments
 * ignore.
 */

import type { Analysis } from '../analysis.js';
import { type Diagnostic, inSourceOrder } from '../diagnostics.js';
import { isIgnored } from '../suppression.js';
import { hintsOfFunctions } from './functionHints.js';

const made = new WeakMap<Analysis, readonly Diagnostic[]>();

export function hintsOf(analysis: Analysis): readonly Diagnostic[] {
  let hints = made.get(analysis);
  if (hints === undefined) {
    const results = analysis.functions.map(({ result }) => result);
    hints = hintsOfFunctions(results, analysis.source.lines)
      .filter((hint) => !isIgnored(hint, analysis.directives))
      .sort(inSourceOrder);
    made.set(analysis, hints);
  }
  return hints;
}

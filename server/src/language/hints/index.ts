/**
 * The hints of a whole analysis, made when they are first asked for.
 *
 * Maps from: an analysis. Maps to: hints in the order of the source, without those that comments ignore.
 */

import type { Analysis } from '../analysis.js';
import { type Diagnostic, inSourceOrder } from '../diagnostics.js';
import { isIgnored } from '../suppression.js';
import { functionHints } from './functionHints.js';

const made = new WeakMap<Analysis, readonly Diagnostic[]>();

export function hintsOf(analysis: Analysis): readonly Diagnostic[] {
  let hints = made.get(analysis);
  if (hints === undefined) {
    hints = analysis.functions
      .flatMap(({ result }) => functionHints(result, analysis.source.lines))
      .filter((hint) => !isIgnored(hint, analysis.directives))
      .sort(inSourceOrder);
    made.set(analysis, hints);
  }
  return hints;
}

/**
 * Which function a place of the source belongs to.
 *
 * Maps from: an analysis and a place. Maps to: the function whose header is there, otherwise the
 * innermost one around its line. Comprehensions and lambdas belong to the function that they are
 * in.
 */

import type { Analysis, FunctionAnalysis } from './analysis.js';
import { definitionAt } from './definitions.js';
import type { Place } from './textEdits.js';

export function functionAt(analysis: Analysis, place: Place): FunctionAnalysis {
  const defined = definitionAt(analysis, place);
  if (defined !== null) return defined.function;
  const line = place.line + 1;
  // Outer ones come before inner ones; the first is the module.
  const around = analysis.functions.filter(({ result: { code }, lastLine }) => {
    const isNamed = !code.name.startsWith('<');
    return isNamed && code.firstlineno <= line && line <= code.firstlineno + lastLine;
  });
  return around.at(-1) ?? analysis.functions[0]!;
}

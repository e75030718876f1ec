/**
 * The comment that leaves a finding out, and the removal of such comments where they are of no use.
 *
 * Maps from: a finding. Maps to: an edit of the comment at the end of its statement's line.
 */

import type { Analysis } from '../analysis.js';
import type { SourceEdit } from '../codeActionTypes.js';
import type { Diagnostic } from '../diagnostics.js';
import { ignoreComment } from '../directives.js';
import { pythonLines } from '../pythonLines.js';
import { appended, type CommentFix } from './keepInterpreted.js';

export function ignoreHere(analysis: Analysis, { code, range }: Diagnostic): CommentFix | null {
  const title = `Ignore ${code} here`;
  const present = analysis.directives.find(
    ({ kind, codes, first, last, range: comment }) =>
      kind === 'ignore' &&
      codes !== null &&
      first <= range.line &&
      range.line <= last &&
      comment.line >= first,
  );
  if (present?.codes) {
    const newText = ignoreComment([...present.codes, code]);
    return { title, edits: [{ range: present.range, newText }] };
  }
  const statement = pythonLines(analysis.source.lines).logical.find(
    ({ first, last }) => first <= range.line && range.line <= last,
  );
  if (statement === undefined) return null;
  return { title, edits: [appended(analysis, statement.last, ignoreComment([code]))] };
}

export function removeSuppression(analysis: Analysis, finding: Diagnostic): CommentFix | null {
  const directive = analysis.directives.find(
    ({ range }) => range.line === finding.range.line && range.column === finding.range.column,
  );
  if (directive === undefined) return null;
  const { range, codes } = directive;
  const left = codes?.filter((code) => finding.unused?.includes(code) === false) ?? [];
  if (left.length > 0) {
    const title = `Remove ${finding.unused?.join(', ')} from the comment`;
    return { title, edits: [{ range, newText: ignoreComment(left) }] };
  }
  return { title: 'Remove the comment', edits: [removal(analysis, directive.range)] };
}

/** With the white space before it, and the whole line if nothing else is on it. */
function removal({ source }: Analysis, range: SourceEdit['range']): SourceEdit {
  const line = source.lines[range.line - 1] ?? '';
  const rest = line.slice(range.endColumn).trim();
  const column = line.slice(0, range.column).trimEnd().length;
  const isAlone = column === 0 && rest === '' && range.line < source.lines.length;
  if (isAlone) {
    return { range: { ...range, column: 0, endLine: range.line + 1, endColumn: 0 }, newText: '' };
  }
  return rest === ''
    ? { range: { ...range, column, endColumn: line.length }, newText: '' }
    : {
        range: {
          ...range,
          endColumn: line.length - line.slice(range.endColumn).trimStart().length,
        },
        newText: '',
      };
}

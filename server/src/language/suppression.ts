/**
 * Leaves out the findings that comments ask to ignore, and tells of comments that are of no use.
 *
 * Maps from: findings and directives. Maps to: the findings to show, with NC002 for each comment,
 * or each code in one, that no finding needed. Codes of findings that only a run brings are never
 * called unused.
 */

import { type Diagnostic, type DiagnosticCode, severities } from './diagnostics.js';
import { type Directive, isKept } from './directives.js';
import type { SourceRange } from './locations.js';

/** Codes whose findings are all known without a run. */
const known: ReadonlySet<string> = new Set<DiagnosticCode>([
  'NC001',
  'NC101',
  'NC102',
  'NC103',
  'NC104',
  'NC201',
  'NC202',
  'NC203',
  'NC204',
]);
/** Codes that only a run, or the comment itself, brings. Errors of a run cannot be ignored. */
const unknown: ReadonlySet<string> = new Set(['NC002', 'NC301', 'NC302']);

interface Code {
  readonly name: string;
  readonly firstlineno: number;
}

/** `hints` are asked for only when a comment speaks of some. */
export function applyDirectives(
  findings: readonly Diagnostic[],
  directives: readonly Directive[],
  codes: readonly Code[],
  hints: () => readonly Diagnostic[],
): Diagnostic[] {
  if (directives.length === 0) return [...findings];
  const ignores = directives.filter(({ kind }) => kind === 'ignore');
  const speaksOfHints = ignores.some(
    ({ codes: names }) => names === null || names.some((name) => name.startsWith('NC2')),
  );
  const all = speaksOfHints ? [...findings, ...hints()] : findings;
  return [
    ...findings.filter((finding) => !isIgnored(finding, directives)),
    ...ignores.flatMap((directive) => unused(directive, all)),
    ...directives
      .filter(
        (directive) =>
          directive.kind === 'interpret' && !codes.some((code) => isKept(code, [directive])),
      )
      .map((directive) =>
        finding(
          directive.range,
          'No function begins here: this comment keeps nothing interpreted.',
        ),
      ),
  ];
}

export function isIgnored({ code, range }: Diagnostic, directives: readonly Directive[]): boolean {
  return directives.some(
    ({ kind, codes, first, last }) =>
      kind === 'ignore' &&
      first <= range.line &&
      range.line <= last &&
      (codes === null || codes.includes(code)),
  );
}

function unused(directive: Directive, findings: readonly Diagnostic[]): Diagnostic[] {
  const { codes, range } = directive;
  const isOfUse = (name: string | null): boolean =>
    findings.some((one) =>
      isIgnored(one, [{ ...directive, codes: name === null ? null : [name] }]),
    );
  if (codes === null) {
    return isOfUse(null) ? [] : [finding(range, 'There is no finding here that could be ignored.')];
  }
  const useless = codes.filter((name) => !unknown.has(name) && !isOfUse(name));
  if (useless.length === 0 && codes.length > 0) return [];
  const strange = useless.filter((name) => !known.has(name));
  const text =
    codes.length === 0
      ? 'No code is named here: nothing is ignored.'
      : strange.length > 0
        ? `There is no finding with the code ${strange.join(', ')}.`
        : `There is no finding ${useless.join(', ')} here that could be ignored.`;
  return [{ ...finding(range, text), unused: useless }];
}

function finding(range: SourceRange, message: string): Diagnostic {
  return { code: 'NC002', severity: severities.NC002, message, range, scope: '<module>' };
}

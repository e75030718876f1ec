/**
 * `match` on literals, names and plain classes becomes `if` and `elif`.
 *
 * Literals are compared by `==`, None, True and False by `is`, built-in classes by isinstance():
 * what the patterns mean. Patterns that look into sequences, mappings or other objects are left
 * alone.
 */

import type { SourceEdit } from '../codeActionTypes.js';
import { condition, type Impossible, type Rewrite, type Rewritten } from './rewrite.js';
import { isNode, isText, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

/** Classes that take their one positional sub-pattern as the whole value. */
const SELF_MATCHING = new Set(
  'bool bytearray bytes dict float frozenset int list set str tuple'.split(' '),
);

/** What a pattern asks of the subject; null: nothing. And the names that it binds to it. */
interface Meaning {
  readonly test: string | null;
  readonly names: readonly string[];
}

export const matchStatement: Rewrite = {
  title: 'Replace match by if and elif',
  nodes: ['Match'],
  addsNames: true,
  opcodes: [
    'MATCH_CLASS',
    'MATCH_SEQUENCE',
    'MATCH_MAPPING',
    'MATCH_KEYS',
    'GET_LEN',
    'COPY',
    'COMPARE_OP',
    'NOP',
    'POP_TOP',
  ],
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null {
    const { subject } = node;
    const cases = nodesIn(node.cases);
    if (!isNode(subject)) return null;
    if (tree.scopeOf(node).node === 'ClassDef') {
      return { reason: 'A further name in the body of a class would become its attribute.' };
    }
    const isOwn = subject.node === 'Name' && tree.isOwnLocal(String(subject.id), subject);
    const keepsName = isOwn && cases.every(({ guard }) => !isNode(guard));
    const name = keepsName ? String(subject.id) : tree.freshName('_subject');
    const clauses: Clause[] = [];
    for (const [index, one] of cases.entries()) {
      const clause = clauseOf(tree, one, name, index === 0);
      if (clause === null) {
        return { reason: 'A pattern looks into the value, which takes more than comparisons.' };
      }
      clauses.push(clause);
    }
    const edits = [...headEdits(tree, node, subject, keepsName ? null : name)];
    edits.push(...clauses.map(({ start, end, text }) => tree.edit(start, end, text)));
    edits.push(...clauses.flatMap(({ bindings }) => bindings));
    edits.push(...dedent(tree, node, clauses));
    edits.sort((a, b) => a.range.line - b.range.line || a.range.column - b.range.column);
    return { edits, extent: [tree.start(node), tree.end(node)] };
  },
};

interface Clause {
  /** Of the head, from `case` to behind its colon. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What the pattern binds, at the start of the body. */
  readonly bindings: readonly SourceEdit[];
}

function clauseOf(tree: SyntaxTree, one: Node, subject: string, isFirst: boolean): Clause | null {
  const { pattern, guard } = one;
  const body = nodesIn(one.body)[0];
  if (!isNode(pattern) || body === undefined) return null;
  const meaning = meaningOf(tree, pattern, subject);
  if (meaning === null) return null;
  const start = tree.text.lastIndexOf('case', tree.start(pattern) - 1);
  const end = tree.text.indexOf(':', tree.end(isNode(guard) ? guard : pattern)) + 1;
  const { test, names } = meaning;
  const tests = test === null ? [] : [test];
  let inLine = '';
  let bindings: readonly SourceEdit[] = [];
  if (isNode(guard)) {
    // The guard sees the names: they are bound in the condition, by a display that is always true.
    for (const name of names) tests.push(`[${name} := ${subject}]`);
    const text = condition(tree, guard);
    tests.push(text);
  } else {
    const bound = names.filter((name) => name !== subject).map((name) => `${name} = ${subject}`);
    const line = body.at?.[0] ?? 1;
    if (line === tree.range(start, end).endLine) {
      inLine = bound.map((text) => ` ${text};`).join('');
    } else {
      const match = tree.indentation(tree.parent(one)?.at?.[0] ?? 1);
      const shift = tree.range(start, start).column - match.length;
      // The lines of the body are moved by the same number of columns.
      const indentation = match + tree.indentation(line).slice(match.length + shift);
      const at = tree.lineStart(line);
      // Lines of their own, so that a comment behind the colon stays there.
      bindings = bound.map((text) => tree.edit(at, at, `${indentation}${text}\n`));
    }
  }
  let head: string;
  if (tests.length > 0) head = `${isFirst ? 'if' : 'elif'} ${tests.join(' and ')}:`;
  else head = isFirst ? 'if True:' : 'else:';
  return { start, end, text: head + inLine, bindings };
}

function meaningOf(tree: SyntaxTree, pattern: Node, subject: string): Meaning | null {
  switch (pattern.node) {
    case 'MatchValue':
      return isNode(pattern.value)
        ? { test: `${subject} == ${tree.source(pattern.value)}`, names: [] }
        : null;
    case 'MatchSingleton':
      return { test: `${subject} is ${String(pattern.text)}`, names: [] };
    case 'MatchOr': {
      const tests: string[] = [];
      for (const alternative of nodesIn(pattern.patterns)) {
        const meaning = meaningOf(tree, alternative, subject);
        if (meaning === null || meaning.names.length > 0) return null;
        if (meaning.test === null) return { test: null, names: [] };
        tests.push(meaning.test);
      }
      return { test: `(${tests.join(' or ')})`, names: [] };
    }
    case 'MatchAs': {
      const names = isText(pattern.name) ? [pattern.name] : [];
      if (!isNode(pattern.pattern)) return { test: null, names };
      const inner = meaningOf(tree, pattern.pattern, subject);
      return inner && { test: inner.test, names: [...inner.names, ...names] };
    }
    case 'MatchClass':
      return classMeaning(tree, pattern, subject);
    default:
      return null;
  }
}

function classMeaning(tree: SyntaxTree, pattern: Node, subject: string): Meaning | null {
  const inner = nodesIn(pattern.patterns);
  const { cls } = pattern;
  if (!isNode(cls) || cls.node !== 'Name' || inner.length > 1) return null;
  const name = String(cls.id);
  const isKnown =
    SELF_MATCHING.has(name) &&
    tree.isBuiltin(name, pattern) &&
    tree.isBuiltin('isinstance', pattern);
  if (!isKnown || nodesIn(pattern.kwd_patterns).length > 0) return null;
  const test = `isinstance(${subject}, ${name})`;
  const only = inner[0];
  if (only === undefined) return { test, names: [] };
  const meaning = meaningOf(tree, only, subject);
  if (meaning === null) return null;
  return { test: [test, meaning.test].filter(isText).join(' and '), names: meaning.names };
}

/** The line of `match` goes, or becomes an assignment. */
function headEdits(
  tree: SyntaxTree,
  node: Node,
  subject: Node,
  name: string | null,
): readonly SourceEdit[] {
  const start = tree.start(node);
  const colon = tree.text.indexOf(':', tree.end(subject)) + 1;
  if (name !== null) {
    // Whatever brackets are around it stay.
    const text = tree.text.slice(start + 'match'.length, colon - 1).trim();
    const value = subject.node === 'NamedExpr' ? `(${text})` : text;
    return [tree.edit(start, colon, `${name} = ${value}`)];
  }
  const first = node.at?.[0] ?? 1;
  const last = tree.range(colon, colon).line;
  const rest = tree.text.slice(colon, tree.lineStop(last));
  if (rest.trim() !== '') return [tree.edit(start, colon, '')];
  return [tree.edit(tree.lineStart(first), tree.lineStart(last + 1), '')];
}

/** All that is in the statement moves to the left by one level, but for the insides of strings. */
function dedent(tree: SyntaxTree, node: Node, clauses: readonly Clause[]): SourceEdit[] {
  const [first, , last] = node.at ?? [1, 0, 1];
  const outer = tree.indentation(first).length;
  const edits: SourceEdit[] = [];
  const inner = tree.range(clauses[0]?.start ?? 0, clauses[0]?.start ?? 0).column;
  for (let line = first + 1; line <= last; line += 1) {
    const start = tree.lineStart(line);
    const isInHead = clauses.some((clause) => clause.start < start && start < clause.end);
    const indentation = tree.indentation(line).length;
    if (isInHead || tree.python.withinString.has(line) || indentation < inner) continue;
    edits.push(tree.edit(start + outer, start + inner, ''));
  }
  return edits;
}

/**
 * The syntax tree of a source, as CPython's parser made it, and the source under its nodes.
 *
 * Maps from: the tree as JSON and the text it was made of. Maps to: nodes with their place in the
 * text, their parents, the names in use, and edits of the text. Knows no findings.
 */

import type { SourceEdit } from '../codeActionTypes.js';
import type { SourceRange } from '../locations.js';
import { type PythonLines, pythonLines } from '../pythonLines.js';
import { characterColumn } from '../sourceText.js';

/** A node of Python's `ast`, with its fields under their own names. */
export interface Node {
  readonly node: string;
  /** Lines from 1, columns in UTF-8 bytes: first line and column, last line and column. */
  readonly at?: readonly [number, number, number, number];
  readonly [field: string]: unknown;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'node' in value;

/** The nodes of a field that is a list; things in it that are no nodes are left out. */
export const nodesIn = (value: unknown): readonly Node[] =>
  Array.isArray(value) ? value.filter(isNode) : [];

export const isText = (value: unknown): value is string => typeof value === 'string';

const SCOPES = new Set(['FunctionDef', 'AsyncFunctionDef', 'Lambda', 'ClassDef', 'Module']);

export class SyntaxTree {
  readonly lines: readonly string[];
  /** What ends the lines of the text. */
  readonly lineEnd: string;
  private readonly starts: readonly number[];
  private readonly parents = new Map<Node, Node>();
  /** All nodes, outer before inner. */
  readonly all: Node[] = [];
  private pythonLinesMade: PythonLines | null = null;
  private uses: Map<string, Node[]> | null = null;

  constructor(
    readonly root: Node,
    readonly text: string,
  ) {
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
    this.starts = starts;
    this.lines = text.split(/\r\n|\r|\n/);
    this.lineEnd = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
    const pending = [root];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      this.all.push(node);
      const inner = children(node);
      for (const child of inner) this.parents.set(child, node);
      pending.push(...inner.reverse());
    }
  }

  get python(): PythonLines {
    this.pythonLinesMade ??= pythonLines(this.lines);
    return this.pythonLinesMade;
  }

  parent(node: Node): Node | undefined {
    return this.parents.get(node);
  }

  /** From the node's parent to the module. */
  *ancestors(node: Node): Generator<Node> {
    for (let at = this.parent(node); at !== undefined; at = this.parent(at)) yield at;
  }

  /** The node and all in it, outer before inner. */
  *within(node: Node): Generator<Node> {
    yield node;
    for (const child of children(node)) yield* this.within(child);
  }

  /** The function, class or module whose names a node uses; comprehensions do not count. */
  scopeOf(node: Node): Node {
    for (const one of this.ancestors(node)) if (SCOPES.has(one.node)) return one;
    return this.root;
  }

  /** Index in the text; `line` from 1, `column` in UTF-8 bytes. */
  private offset(line: number, column: number): number {
    return this.lineStart(line) + characterColumn(this.lines[line - 1] ?? '', column);
  }

  lineStart(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** The index behind a line's text, before its end. */
  lineStop(line: number): number {
    return this.lineStart(line) + (this.lines[line - 1] ?? '').length;
  }

  start(node: Node): number {
    return node.at === undefined ? 0 : this.offset(node.at[0], node.at[1]);
  }

  end(node: Node): number {
    return node.at === undefined ? this.text.length : this.offset(node.at[2], node.at[3]);
  }

  source(node: Node): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  /** The text to be written in place of `start` to `end`; `\n` becomes the text's line end. */
  edit(start: number, end: number, newText: string): SourceEdit {
    return { range: this.range(start, end), newText: newText.replaceAll('\n', this.lineEnd) };
  }

  range(start: number, end: number): SourceRange {
    const [line, column] = this.place(start);
    const [endLine, endColumn] = this.place(end);
    return { line, column, endLine, endColumn };
  }

  private place(offset: number): [line: number, column: number] {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, offset - (this.starts[low] ?? 0)];
  }

  offsetAt({ line, column }: { readonly line: number; readonly column: number }): number {
    return Math.min(this.lineStart(line) + column, this.lineStop(line));
  }

  /**
   * The nodes around a stretch of text, inner before outer, up to the innermost statement. Nodes in
   * f-strings are left out: CPython 3.11 gives them wrong places.
   */
  around(start: number, end: number): Node[] {
    const { line, endLine } = this.range(start, end);
    const found: Node[] = [];
    for (const node of this.all) {
      if (node.at === undefined || node.at[0] > line || node.at[2] < endLine) continue;
      if (this.start(node) > start || this.end(node) < end) continue;
      if (this.isInFString(node)) continue;
      if (isStatement(node)) found.length = 0;
      found.push(node);
    }
    return found.reverse();
  }

  private isInFString(node: Node): boolean {
    for (const one of this.ancestors(node)) {
      if (one.node === 'FormattedValue') return true;
      if (isStatement(one)) return false;
    }
    return false;
  }

  /** White space before the first thing in a line. */
  indentation(line: number): string {
    return /^[ \t\f]*/.exec(this.lines[line - 1] ?? '')?.[0] ?? '';
  }

  /** What one more level of indentation is in this text. */
  get unit(): string {
    for (const [index, { indent, first }] of this.python.logical.entries()) {
      const before = this.python.logical[index - 1];
      if (before !== undefined && indent > before.indent) {
        return this.indentation(first).slice(this.indentation(before.first).length) || '    ';
      }
    }
    return '    ';
  }

  /** Whether nothing but white space is before a node in its first line. */
  beginsLine(node: Node): boolean {
    const line = node.at?.[0] ?? 1;
    return this.text.slice(this.lineStart(line), this.start(node)).trim() === '';
  }

  /** Whether no code shares lines with a node. */
  ownsLines(node: Node): boolean {
    const last = node.at?.[2] ?? 1;
    const rest = this.text.slice(this.end(node), this.lineStop(last)).trim();
    return this.beginsLine(node) && (rest === '' || rest.startsWith('#'));
  }

  /** Every place where an identifier is used or bound, as nodes. */
  usesOf(name: string): readonly Node[] {
    if (this.uses === null) {
      const uses = new Map<string, Node[]>();
      for (const node of this.all) {
        for (const one of identifiers(node)) {
          const list = uses.get(one) ?? [];
          list.push(node);
          uses.set(one, list);
        }
      }
      this.uses = uses;
    }
    return this.uses.get(name) ?? [];
  }

  /** Whether a name can only mean Python's built-in one where a node is. */
  isBuiltin(name: string, node: Node): boolean {
    if (this.usesOf('*').length > 0) return false;
    const visible = new Set([this.root, this.scopeOf(node)]);
    // The names of a class are not seen by the functions in it.
    for (const one of this.ancestors(node)) {
      if (SCOPES.has(one.node) && one.node !== 'ClassDef') visible.add(one);
    }
    return this.usesOf(name).every(
      (use) => isLoad(use) || (use.node !== 'Global' && !visible.has(this.scopeOf(use))),
    );
  }

  /**
   * Whether a name is a local variable of the function that a node is in, which only this function
   * binds.
   */
  isOwnLocal(name: string, node: Node): boolean {
    const scope = this.scopeOf(node);
    if (scope.node !== 'FunctionDef' && scope.node !== 'AsyncFunctionDef') return false;
    const uses = this.usesOf(name);
    if (uses.some(({ node: kind }) => kind === 'Global' || kind === 'Nonlocal')) return false;
    return uses.some((use) => !isLoad(use) && this.scopeOf(use) === scope && use !== scope);
  }

  /** A name that the text does not contain yet. */
  freshName(base: string, taken: readonly string[] = []): string {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? base : `${base}${number}`;
      if (!taken.includes(name) && !new RegExp(`\\b${name}\\b`).test(this.text)) return name;
    }
  }
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) found.push(item);
  }
  return found;
}

const isLoad = (node: Node): boolean =>
  node.node === 'Name' && isNode(node.ctx) && node.ctx.node === 'Load';

function identifiers(node: Node): string[] {
  switch (node.node) {
    case 'Name':
      return [String(node.id)];
    case 'arg':
      return [String(node.arg)];
    case 'FunctionDef':
    case 'AsyncFunctionDef':
    case 'ClassDef':
      return [String(node.name)];
    case 'alias':
      return [String(node.asname ?? String(node.name).split('.')[0])];
    case 'Global':
    case 'Nonlocal':
      return Array.isArray(node.names) ? node.names.map(String) : [];
    case 'ExceptHandler':
    case 'MatchAs':
    case 'MatchStar':
      return isText(node.name) ? [node.name] : [];
    case 'MatchMapping':
      return isText(node.rest) ? [node.rest] : [];
    default:
      return [];
  }
}

const STATEMENTS = new Set(
  `FunctionDef AsyncFunctionDef ClassDef Return Delete Assign AugAssign AnnAssign For AsyncFor While
  If With AsyncWith Match Raise Try TryStar Assert Import ImportFrom Global Nonlocal Expr Pass Break
  Continue`.split(/\s+/),
);

export const isStatement = ({ node }: Node): boolean => STATEMENTS.has(node);

/** The tree of a text; null when there is none. */
export function readTree(json: string | null, text: string): SyntaxTree | null {
  if (json === null) return null;
  const root: unknown = JSON.parse(json);
  return isNode(root) ? new SyntaxTree(root, text) : null;
}

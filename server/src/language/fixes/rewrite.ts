/**
 * What a rewrite is, and how expressions are put into other places.
 *
 * A rewrite looks at one kind of construct and says the same in other words. It only knows the tree
 * and the text; whether that helps is found out by compiling.
 */

import type { OpcodeName } from '../../opcodes/opcodeNames.js';
import type { SourceEdit } from '../codeActionTypes.js';
import { pythonLines } from '../pythonLines.js';
import type { Node, SyntaxTree } from './syntaxTree.js';

export interface Rewritten {
  readonly edits: readonly SourceEdit[];
  /** The text that is different afterwards lies within these offsets. */
  readonly extent: readonly [start: number, end: number];
  /** Another title than the rewrite's. */
  readonly title?: string;
  /** false: correct, but not what one would do without a look. */
  readonly isPreferred?: boolean;
}

/** Why it cannot be done here, for people. */
export interface Impossible {
  readonly reason: string;
}

export interface Rewrite {
  readonly title: string;
  /** Names of the nodes it can do something about. */
  readonly nodes: readonly string[];
  /** Whether it brings names that were not there. */
  readonly addsNames: boolean;
  /** Opcodes that the construct is made of: only for them a reason is shown. */
  readonly opcodes: readonly OpcodeName[];
  /** null: this node is none that it is meant for. */
  rewrite(tree: SyntaxTree, node: Node): Rewritten | Impossible | null;
}

/** Functions whose results show which names there are. */
const LOOKING = new Set(['locals', 'vars', 'dir', 'globals']);

/** Whether the program would notice further names where a node is. */
export function noticesNames(tree: SyntaxTree, node: Node): boolean {
  const scope = tree.scopeOf(node);
  const uses = [...LOOKING].flatMap((name) => tree.usesOf(name));
  if (uses.length === 0) return false;
  // A module's other statements see names that begin with an underscore, as they see those of
  // others.
  const watched = scope === tree.root ? new Set(tree.within(node)) : null;
  return uses.some((use) => (watched === null ? tree.scopeOf(use) === scope : watched.has(use)));
}

export const isImpossible = (value: Rewritten | Impossible): value is Impossible =>
  'reason' in value;

const ATOMS = new Set(
  `Name Constant Call Attribute Subscript List Dict Set ListComp SetComp DictComp GeneratorExp
  JoinedStr`.split(/\s+/),
);
const ARITHMETIC = new Set(['BinOp', 'UnaryOp', 'Await']);
/** What needs brackets of its own as an argument or on the right of `=`. */
const LOOSE = new Set(['NamedExpr', 'Yield', 'YieldFrom', 'Starred']);

const inBrackets = (text: string): string => `(${text})`;

/** An expression as an argument of a call, or behind `=`. */
export function argument(tree: SyntaxTree, node: Node): string {
  const text = tree.source(node);
  const isBareTuple = node.node === 'Tuple' && !text.startsWith('(');
  // Brackets around it are no part of the node: without them it may not go over several lines.
  const isSplit = /[\r\n]/.test(text) && pythonLines(text.split(/\r\n|\r|\n/)).logical.length > 1;
  return LOOSE.has(node.node) || isBareTuple || isSplit ? inBrackets(text) : text;
}

/** An expression as an operand of a comparison. */
export function operand(tree: SyntaxTree, node: Node): string {
  const text = argument(tree, node);
  const isNot = node.node === 'UnaryOp' && text.startsWith('not');
  if (ATOMS.has(node.node) || text.startsWith('(')) {
    return ATOMS.has(node.node) || isClosed(text) ? text : inBrackets(text);
  }
  return ARITHMETIC.has(node.node) && !isNot ? text : inBrackets(text);
}

/** Whether the bracket at the start is closed by the one at the end. */
function isClosed(text: string): boolean {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0) return index === text.length - 1;
  }
  return false;
}

/** A condition as what `not` or `and` is applied to. */
export function condition(tree: SyntaxTree, node: Node): string {
  const text = argument(tree, node);
  return ['BoolOp', 'IfExp', 'Lambda'].includes(node.node) ? inBrackets(text) : text;
}

/** A string literal with this value. */
export function stringLiteral(value: string): string {
  let text = '';
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\\') text += '\\\\';
    else if (character === "'") text += "\\'";
    else if (character === '\n') text += '\\n';
    else if (character === '\r') text += '\\r';
    else if (character === '\t') text += '\\t';
    else if (code < 0x20 || code === 0x7f) text += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code >= 0xd800 && code <= 0xdfff) text += `\\u${code.toString(16)}`;
    else text += character;
  }
  return `'${text}'`;
}

/**
 * Annotations for the parameters that a generic operation takes its operands from, as a run saw
 * them.
 *
 * Maps from: a finding NC201, the syntax tree and what a run noted. Maps to: edits of the `def`, or
 * why there are none. Only what a run saw of few built-in types is written down.
 */

import type { CodeObject } from '../../bytecode/codeObject.js';
import { locationAt } from '../../bytecode/locationTable.js';
import { isRefusal } from '../../compiler/index.js';
import type { Analysis } from '../analysis.js';
import type { SourceEdit } from '../codeActionTypes.js';
import { annotationTypes, parameterOperands } from '../declaredTypes.js';
import type { Diagnostic } from '../diagnostics.js';
import { locationsOf, rangeOf, type SourceRange } from '../locations.js';
import { functionKey, type RunData } from '../runData.js';
import { isNode, type Node, nodesIn, type SyntaxTree } from './syntaxTree.js';

export type Annotation =
  | { readonly title: string; readonly edits: readonly SourceEdit[] }
  | { readonly title: string; readonly reason: string };

const TITLE = 'Annotate the parameters as the last run saw them';
/** More types than these are no help to a reader. */
const MOST_TYPES = 2;

const impossible = (reason: string): Annotation => ({ title: TITLE, reason });

export function annotateParameters(
  analysis: Analysis,
  tree: SyntaxTree,
  finding: Diagnostic,
  runData: RunData | null,
): Annotation {
  const place = operandsOf(analysis, finding);
  if (place === null) {
    return impossible('An operand is no parameter, or the function gives it another value.');
  }
  const { code, parameters } = place;
  const nodes = parameterNodes(tree, code);
  if (nodes === null) return impossible('The parameters of a lambda cannot be annotated.');
  if (runData === null) {
    return impossible('No run has counted lines yet: run the program natively first.');
  }
  if (runData.stale) return impossible('The source was changed since the last run.');
  const seen = runData.parameters.get(functionKey(code.qualname, code.firstlineno));
  const edits: SourceEdit[] = [];
  const texts: string[] = [];
  for (const number of parameters) {
    const { node, definition } = nodes[number] ?? {};
    if (node === undefined || definition === undefined) return impossible('It is in no `def`.');
    if (isNode(node.annotation)) continue;
    const name = String(node.arg);
    const types = seen?.get(number) ?? [];
    const reason = whyNot(tree, name, types, definition);
    if (reason !== null) return impossible(reason);
    const text = annotation(types);
    texts.push(`${name}: ${text}`);
    edits.push(edit(tree, node, text));
  }
  if (edits.length === 0) return impossible('The parameters are annotated already.');
  return { title: `Annotate ${texts.join(', ')} as the last run saw`, edits };
}

function whyNot(
  tree: SyntaxTree,
  name: string,
  types: readonly string[],
  definition: Node,
): string | null {
  if (types.length === 0) return 'The last run did not call the function, or counted no lines.';
  const other = types.find((type) => !annotationTypes.has(type));
  if (other !== undefined) {
    return `\`${name}\` was of another type than the built-in ones that have a name.`;
  }
  if (types.length > MOST_TYPES) return `\`${name}\` was of many types: ${types.join(', ')}.`;
  const shadowed = types.find((type) => type !== 'None' && !tree.isBuiltin(type, definition));
  return shadowed === undefined ? null : `\`${shadowed}\` means something else in this file.`;
}

/** None last, as people write it. */
const annotation = (types: readonly string[]): string =>
  [...types].sort((a, b) => Number(a === 'None') - Number(b === 'None')).join(' | ');

/** With spaces around the `=` of a default, as the style guide has it for annotated parameters. */
function edit(tree: SyntaxTree, node: Node, text: string): SourceEdit {
  const end = tree.end(node);
  const isTight = /^=\S/.test(tree.text.slice(end, end + 2));
  return isTight ? tree.edit(end, end + 1, `: ${text} = `) : tree.edit(end, end, `: ${text}`);
}

function operandsOf(
  { functions, source }: Analysis,
  { range, scope }: Diagnostic,
): { readonly code: CodeObject; readonly parameters: readonly number[] } | null {
  for (const { result } of functions) {
    const { code } = result;
    if (code.qualname !== scope || isRefusal(result)) continue;
    const { instructions } = result;
    const locations = locationsOf(code);
    const index = instructions.findIndex(
      ({ opcode, offset }) =>
        opcode === 'BINARY_OP' &&
        isSame(rangeOf(locationAt(locations, offset), code, source.lines), range),
    );
    if (index < 0) continue;
    const parameters = parameterOperands(code, instructions, index);
    return parameters === null ? null : { code, parameters };
  }
  return null;
}

const isSame = (a: SourceRange, b: SourceRange): boolean =>
  a.line === b.line &&
  a.column === b.column &&
  a.endLine === b.endLine &&
  a.endColumn === b.endColumn;

interface Parameter {
  readonly node: Node;
  readonly definition: Node;
}

/** In the order of the frame's variables; null where there is no `def`. */
function parameterNodes(tree: SyntaxTree, code: CodeObject): readonly Parameter[] | null {
  const definition = tree.all.find(
    (node) =>
      (node.node === 'FunctionDef' || node.node === 'AsyncFunctionDef') &&
      node.name === code.name &&
      firstLine(node) === code.firstlineno,
  );
  if (definition === undefined || !isNode(definition.args)) return null;
  const { posonlyargs, args, kwonlyargs } = definition.args;
  return [posonlyargs, args, kwonlyargs]
    .flatMap((list) => nodesIn(list))
    .map((node) => ({ node, definition }));
}

/** Decorators are a part of the function. */
const firstLine = (definition: Node): number =>
  Math.min(...[definition, ...nodesIn(definition.decorator_list)].map(({ at }) => at?.[0] ?? 0));

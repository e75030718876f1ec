/**
 * Compiled code to a picture of its control flow.
 *
 * Maps from: a function's result and how it is to be shown. Maps to: SVG and the graph behind it,
 * or a sentence why there is none.
 */

import type { Result } from '../listing.js';
import { flowGraph, type FlowGraphOptions } from './flowGraph.js';
import type { FlowGraph } from './flowModel.js';
import { graphBoxes } from './graphBoxes.js';
import { layOut } from './graphLayout.js';
import { graphSvg, type SvgOptions } from './graphSvg.js';

/** More are neither read by anyone nor laid out in a time that somebody waits for. */
export const MAX_BLOCKS = 600;

export type Drawing =
  | { readonly kind: 'drawn'; readonly svg: string; readonly graph: FlowGraph }
  | { readonly kind: 'refused'; readonly reason: string };

export async function drawGraph(
  result: Result,
  options: FlowGraphOptions,
  svg: SvgOptions,
): Promise<Drawing> {
  const name = result.code.qualname;
  const graph = flowGraph(result, options);
  if (graph === null) return refused(`The bytecode of ${name} cannot be read.`);
  if (graph.blocks.length > MAX_BLOCKS) {
    const count = graph.blocks.length.toLocaleString('en-US');
    return refused(`${name} has ${count} blocks, too many for a picture; choose one function.`);
  }
  const boxes = graphBoxes(graph);
  return { kind: 'drawn', svg: graphSvg(boxes, await layOut(boxes), svg), graph };
}

const refused = (reason: string): Drawing => ({ kind: 'refused', reason });

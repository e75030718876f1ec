/** Source text to graphs of its functions. */

import type { Detail } from '../../../server/src/language/views.js';
import { flowGraph } from '../../../server/src/language/flowGraph/flowGraph.js';
import type { FlowGraph } from '../../../server/src/language/flowGraph/flowModel.js';
import { compileText } from '../compileText.js';

export async function graphOf(
  text: string,
  name: string,
  detail: Detail = 'essential',
  counts: ReadonlyMap<number, number> | null = null,
): Promise<FlowGraph> {
  const { results, source } = await compileText(text);
  const result = results.find(({ code }) => code.qualname === name);
  const graph = result && flowGraph(result, { lines: source.lines, detail, counts });
  if (!graph) throw new Error(`no graph of ${name}`);
  return graph;
}

/** `2 | total = 0` a row, and `→ 1 true` an edge. */
export function written({ blocks, edges }: FlowGraph): string {
  return blocks
    .map(({ index, role, rows }) => {
      const texts = rows.map(({ line, text }) => `  ${line ?? ''} | ${text}`);
      const ways = edges
        .filter(({ from }) => from === index)
        .map(({ to, kind, label }) => `  → ${[to, kind, label].join(' ').trim()}`);
      return [`${index} ${role}`, ...texts, ...ways].join('\n');
    })
    .join('\n');
}

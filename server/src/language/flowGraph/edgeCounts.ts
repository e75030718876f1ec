/**
 * How often control went along each edge, as far as counts of blocks tell.
 *
 * Maps from: executions of blocks, and edges. Maps to: edges with executions; null where several
 * answers fit. Exceptions are not counted: they are told apart from nothing.
 */

import type { FlowEdge } from './flowModel.js';

type Uncounted = Omit<FlowEdge, 'executions'>;

/**
 * What comes into a block goes out of it again, so that an edge alone on one side has the block's
 * count, and the last unknown one of a block the rest.
 */
export function countEdges(
  executions: readonly (number | null)[],
  edges: readonly Uncounted[],
): FlowEdge[] {
  const counts: (number | null)[] = edges.map(() => null);
  const sides = executions.flatMap((count, block) => {
    if (count === null) return [];
    const plain = [...edges.keys()].filter((index) => edges[index]?.kind !== 'exception');
    const from = plain.filter((index) => edges[index]?.from === block);
    // Control also comes to the first block from the caller, and to handlers from exceptions.
    const isEntered =
      block === 0 || edges.some(({ kind, to }) => kind === 'exception' && to === block);
    const to = isEntered ? [] : plain.filter((index) => edges[index]?.to === block);
    return [
      { count, edges: from },
      { count, edges: to },
    ];
  });
  for (let changed = true; changed; ) {
    changed = false;
    for (const { count, edges: side } of sides) {
      const unknown = side.filter((index) => counts[index] === null);
      if (unknown.length !== 1) continue;
      const known = side.reduce((sum, index) => sum + (counts[index] ?? 0), 0);
      counts[unknown[0]!] = Math.max(0, count - known);
      changed = true;
    }
  }
  return edges.map((edge, index) => ({ ...edge, executions: counts[index] ?? null }));
}

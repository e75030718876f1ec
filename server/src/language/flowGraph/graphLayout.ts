/**
 * Where the blocks and edges of a graph stand.
 *
 * Maps from: a graph whose texts have been measured. Maps to: the description that Graphviz reads,
 * and from its answer to places in pixels, y downwards. Graphviz, a WebAssembly module of 0.8 MB,
 * is loaded when the first graph is laid out.
 */

import type { GraphBoxes } from './graphBoxes.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  /** Start, then control points of Bézier curves, three each, the third where the next begins. */
  readonly curve: readonly Point[];
  /** Where the arrow's head ends. */
  readonly tip: Point;
  /** The middle of its label; null without one. */
  readonly label: Point | null;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** The upper left corners, by block. */
  readonly corners: readonly Point[];
  /** By edge. */
  readonly edges: readonly PlacedEdge[];
}

/** Graphviz measures nodes in inches and everything else in points; a point is a pixel here. */
const POINTS_PER_INCH = 72;

/**
 * The graph in Graphviz's language. Texts are not in it, but for labels of edges, which take room.
 */
export function layoutInput({ boxes, graph }: GraphBoxes): string {
  const inches = (pixels: number): string => (pixels / POINTS_PER_INCH).toFixed(4);
  const nodes = boxes.map(
    ({ width, height }, index) => `b${index} [width=${inches(width)}, height=${inches(height)}]`,
  );
  const edges = graph.edges.map(({ from, to, kind, label, isBack }, index) => {
    const attributes = [
      `id=e${index}`,
      ...(label === '' ? [] : [`label=" ${label} "`]),
      // The straight path runs straight down; exceptions do not push blocks aside.
      `weight=${kind === 'fall' ? 6 : kind === 'jump' ? 2 : 0}`,
    ];
    const [tail, head] = isBack ? ['', ''] : [':s', ':n'];
    return `b${from}${tail} -> b${to}${head} [${attributes.join(', ')}]`;
  });
  return [
    'digraph {',
    'graph [nodesep=0.4, ranksep=0.5]',
    'node [shape=box, fixedsize=true, label=""]',
    'edge [fontname="Courier", fontsize=11, arrowsize=0.8]',
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
}

/** What Graphviz writes as `json`, as far as it is read. */
interface Answer {
  readonly bb: string;
  readonly objects?: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly { readonly id: string; readonly pos: string; readonly lp?: string }[];
}

/** @param text Graphviz's answer to `layoutInput` of the same graph, as `json` */
export function readLayout(text: string, { boxes, graph }: GraphBoxes): GraphLayout {
  const answer: Answer = JSON.parse(text);
  const [left = 0, bottom = 0, right = 0, top = 0] = numbers(answer.bb);
  const point = (word: string): Point => {
    const [x = 0, y = 0] = numbers(word);
    return { x: x - left, y: top - y };
  };
  const middles = new Map(answer.objects?.map(({ name, pos }) => [name, point(pos)]));
  const placed = new Map(answer.edges?.map((edge) => [edge.id, edge]));
  return {
    width: right - left,
    height: top - bottom,
    corners: boxes.map(({ width, height }, index) => {
      const { x, y } = middles.get(`b${index}`) ?? { x: 0, y: 0 };
      return { x: x - width / 2, y: y - height / 2 };
    }),
    edges: graph.edges.map((_, index): PlacedEdge => {
      const { pos = '', lp } = placed.get(`e${index}`) ?? {};
      const words = pos.split(' ').filter((word) => word !== '');
      const end = words.find((word) => word.startsWith('e,'));
      const curve = words.filter((word) => /^[-\d]/.test(word)).map(point);
      const tip = end === undefined ? curve.at(-1) : point(end.slice(2));
      return { curve, tip: tip ?? { x: 0, y: 0 }, label: lp === undefined ? null : point(lp) };
    }),
  };
}

const numbers = (text: string): number[] => text.split(',').map(Number);

/** Rejects with Graphviz's own words where it cannot do it. */
export async function layOut(measured: GraphBoxes): Promise<GraphLayout> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  return readLayout(graphviz.layout(layoutInput(measured), 'json', 'dot'), measured);
}

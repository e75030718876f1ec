/**
 * A graph as an SVG picture.
 *
 * Maps from: a graph with measured boxes, and their places. Maps to: SVG text. Blocks and edges
 * have classes, and blocks say where they belong (`data-…`), for pages that make them buttons.
 * Colour never tells anything alone: edges have labels and dashes, hot ones are thick.
 */

import {
  type Box,
  COLUMN_WIDTH,
  cut,
  FONT_SIZE,
  type GraphBoxes,
  HEAD_HEIGHT,
  PADDING,
  ROW_HEIGHT,
} from './graphBoxes.js';
import type { GraphLayout, PlacedEdge, Point } from './graphLayout.js';
import type { FlowBlock, FlowEdge, FlowGraph } from './flowModel.js';
import { timesText } from '../countText.js';

const MARGIN = 16;
const TITLE_HEIGHT = 48;
const LEGEND_HEIGHT = 26;

export interface SvgOptions {
  /** Rules inside the picture; null: the page that shows it has them. */
  readonly style: string | null;
  /** Blocks can be chosen with the keyboard. */
  readonly isInteractive: boolean;
}

export function graphSvg(
  { graph, boxes }: GraphBoxes,
  layout: GraphLayout,
  { style, isInteractive }: SvgOptions,
): string {
  const legend = legendTexts(graph);
  const texts = [graph.name, graph.about, legend];
  const columns = Math.max(...texts.map((text) => Math.min(text.length, MAX_TITLE)));
  const width = Math.ceil(Math.max(layout.width, columns * COLUMN_WIDTH) + 2 * MARGIN);
  const left = Math.round((width - layout.width) / 2);
  const height = Math.ceil(layout.height + TITLE_HEIGHT + LEGEND_HEIGHT + 2 * MARGIN);
  const most = Math.max(0, ...graph.edges.map(({ executions }) => executions ?? 0));
  const title = `Control flow of ${graph.name}`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="flow" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="${isInteractive ? 'group' : 'img'}" ` +
      `aria-label="${escaped(title)}" font-family="${FONTS}" font-size="${FONT_SIZE}">`,
    ...(isInteractive ? [] : [`<title>${escaped(title)}</title>`]),
    ...(style === null ? [] : [`<style>${style}</style>`]),
    `<rect class="paper" width="${width}" height="${height}"/>`,
    text('name', MARGIN, MARGIN + 14, cut(graph.name, MAX_TITLE)),
    text('about', MARGIN, MARGIN + 32, cut(graph.about, MAX_TITLE)),
    `<g transform="translate(${left} ${MARGIN + TITLE_HEIGHT})">`,
    ...graph.edges.map((edge, index) => edgeSvg(edge, layout.edges[index], most)),
    ...graph.blocks.map((block, index) =>
      blockSvg(block, boxes[index]!, layout.corners[index]!, isInteractive),
    ),
    '</g>',
    text('about', MARGIN, height - MARGIN, cut(legend, MAX_TITLE)),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

const MAX_TITLE = 110;
const FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";

/** What the kinds of edges mean, as far as there are any, and how much is left out. */
function legendTexts({ edges, leftOut }: FlowGraph): string {
  const kinds = new Set(edges.map(({ kind }) => kind));
  return [
    ...(kinds.has('exception') ? ['dashed: an exception'] : []),
    ...(edges.some(({ executions }) => executions !== null) ? ['thick: taken often'] : []),
    ...(leftOut === 0
      ? []
      : [`${leftOut} block${leftOut === 1 ? '' : 's'} of bookkeeping not shown`]),
  ].join(' · ');
}

const THIN = 1.3;
const THICKEST = 5;

/**
 * By the logarithm: what is taken a tenth as often is still to be told from what is hardly taken.
 */
function widthOf(executions: number | null, most: number): number {
  if (executions === null || executions <= 1 || most <= 1) return THIN;
  return THIN + (THICKEST - THIN) * (Math.log(executions) / Math.log(most)) ** 2;
}

function edgeSvg(edge: FlowEdge, placed: PlacedEdge | undefined, most: number): string {
  if (placed === undefined || placed.curve.length === 0) return '';
  const { kind, label, executions } = edge;
  const { curve, tip } = placed;
  const [start, ...rest] = curve;
  const isUnused = executions === 0 && most > 0;
  const name = edge.isBack && kind !== 'exception' ? 'back' : kind;
  const names = ['edge', name, ...(isUnused ? ['unused'] : [])];
  const width = widthOf(executions, most);
  const told = executions === null ? '' : `<title>${timesText(executions)}</title>`;
  const path = `<path d="M${pair(start!)} C${rest.map(pair).join(' ')}" fill="none" stroke-width="${round(width)}"/>`;
  const head = `<polygon points="${arrowHead(curve.at(-1)!, tip, width).map(pair).join(' ')}"/>`;
  const shown = placed.label === null || label === '' ? '' : labelSvg(placed.label, label);
  return `<g class="${names.join(' ')}">${told}${path}${head}${shown}</g>`;
}

const labelSvg = ({ x, y }: Point, label: string): string =>
  `<text x="${round(x)}" y="${round(y + 4)}" text-anchor="middle" font-size="11">${escaped(label)}</text>`;

/** A triangle from the end of the line to the tip, wider than the line. */
function arrowHead(base: Point, tip: Point, lineWidth: number): Point[] {
  const [dx, dy] = [tip.x - base.x, tip.y - base.y];
  const length = Math.hypot(dx, dy) || 1;
  const half = Math.max(3.5, lineWidth / 2 + 3);
  const [sideX, sideY] = [(-dy / length) * half, (dx / length) * half];
  return [{ x: base.x + sideX, y: base.y + sideY }, tip, { x: base.x - sideX, y: base.y - sideY }];
}

function blockSvg(block: FlowBlock, box: Box, { x, y }: Point, isInteractive: boolean): string {
  const { range, role, executions } = block;
  const names = ['block', role, ...(block.isInterpreted ? ['interpreted'] : [])];
  if (executions === 0) names.push('unused');
  const place = [
    `data-block="${block.index}"`,
    ...(range === null ? [] : [`data-line="${range.line}"`]),
    `data-lines="${block.lines.join(' ')}"`,
  ];
  const spoken = [box.head[0], ...box.rows.map(({ text }) => text), box.head[1]]
    .filter((part) => part !== '')
    .join(', ');
  const asButton = isInteractive
    ? ` tabindex="0" role="button" aria-label="${escaped(spoken)}"`
    : '';
  const hasHead = box.head.some((part) => part !== '');
  const parts = [`<rect width="${box.width}" height="${box.height}" rx="4"/>`];
  if (hasHead) {
    const at = PADDING + HEAD_HEIGHT - 6;
    const [left, right] = box.head;
    if (left !== '') parts.push(text('head', PADDING, at, left));
    if (right !== '') parts.push(text('count', box.width - PADDING, at, right, 'end'));
  }
  const top = PADDING + (hasHead ? HEAD_HEIGHT : 0);
  const indent = PADDING + box.numberColumns * COLUMN_WIDTH;
  for (const [index, row] of box.rows.entries()) {
    const at = top + index * ROW_HEIGHT + 12;
    if (row.line !== null) {
      const right = indent - 2 * COLUMN_WIDTH;
      parts.push(text('number', right, at, String(row.line), 'end'));
    }
    parts.push(text(row.kind, indent, at, row.text));
  }
  const corner = `${round(x)} ${round(y)}`;
  return `<g class="${names.join(' ')}" transform="translate(${corner})" ${place.join(' ')}${asButton}>${parts.join('')}</g>`;
}

function text(name: string, x: number, y: number, content: string, anchor?: 'end'): string {
  const anchored = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${name}" x="${round(x)}" y="${round(y)}"${anchored} xml:space="preserve">${escaped(content)}</text>`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
const pair = ({ x, y }: Point): string => `${round(x)},${round(y)}`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const escaped = (content: string): string =>
  content.replace(/[&<>"]/g, (character) => entities[character] ?? character);

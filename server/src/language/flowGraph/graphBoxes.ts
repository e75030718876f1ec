/**
 * The boxes of a graph's blocks: which text stands in them, and how much room it takes.
 *
 * Maps from: a graph. Maps to: boxes of cut text with sizes in pixels. Texts are written in a font
 * whose characters all have one width, so that no browser is needed to measure them.
 */

import { timesText } from '../countText.js';
import type { FlowBlock, FlowGraph, FlowRow } from './flowModel.js';

/** Columns of text; a longer line ends in an ellipsis. */
const MAX_COLUMNS = 52;
/** Rows; of a block that has more, the first are shown. */
const MAX_ROWS = 40;

export const FONT_SIZE = 12;
/** Of the widest of the fonts that people have (DejaVu Sans Mono: 0.602 em). */
export const COLUMN_WIDTH = 0.61 * FONT_SIZE;
export const ROW_HEIGHT = 17;
export const PADDING = 8;
/** Of the row above the text. */
export const HEAD_HEIGHT = 16;

export interface Box {
  readonly width: number;
  readonly height: number;
  /** What the block is, and how often it was executed; empty where there is nothing to say. */
  readonly head: readonly [left: string, right: string];
  readonly rows: readonly FlowRow[];
  /** Columns that numbers of lines take, with the gap behind them; 0: there are none. */
  readonly numberColumns: number;
}

export interface GraphBoxes {
  readonly graph: FlowGraph;
  readonly boxes: readonly Box[];
}

export function graphBoxes(graph: FlowGraph): GraphBoxes {
  return { graph, boxes: graph.blocks.map(box) };
}

const roles: Readonly<Record<FlowBlock['role'], string>> = {
  entry: 'start',
  loop: 'loop',
  handler: 'exception',
  plain: '',
};

function box(block: FlowBlock): Box {
  const left = [roles[block.role], block.isInterpreted ? 'interpreted' : '']
    .filter((word) => word !== '')
    .join(' · ');
  const head = [left, block.executions === null ? '' : timesText(block.executions)] as const;
  const hasHead = head.some((text) => text !== '');
  const rows = shownRows(block.rows);
  const digits = Math.max(0, ...rows.map(({ line }) => String(line ?? '').length));
  const numberColumns = digits === 0 ? 0 : digits + 2;
  const columns = Math.max(
    12,
    head[0].length + head[1].length + (head[0] !== '' && head[1] !== '' ? 2 : 0),
    ...rows.map(({ text }) => numberColumns + columnsOf(text)),
  );
  return {
    width: Math.ceil(columns * COLUMN_WIDTH + 2 * PADDING),
    height: (hasHead ? HEAD_HEIGHT : 0) + rows.length * ROW_HEIGHT + 2 * PADDING,
    head,
    rows,
    numberColumns,
  };
}

function shownRows(rows: readonly FlowRow[]): FlowRow[] {
  const isCut = rows.length > MAX_ROWS;
  const shown = (isCut ? rows.slice(0, MAX_ROWS - 1) : rows).map((row) => ({
    ...row,
    text: cut(plain(row.text), MAX_COLUMNS),
  }));
  if (!isCut) return shown;
  const more = `… ${rows.length - shown.length} more rows`;
  return [...shown, { kind: 'words', line: null, text: more }];
}

/** Without what XML cannot hold or what would not be seen. */
function plain(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/gu, '·');
}

/** The text in at most so many columns. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let taken = '';
  let width = 1;
  for (const { segment } of graphemes.segment(text)) {
    width += columnsOf(segment);
    if (width > columns) break;
    taken += segment;
  }
  return `${taken.trimEnd()}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian characters and pictures take two columns, marks over others none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (/\p{M}|\u200d/u.test(character)) continue;
    columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** The picture of a graph: texts fit, nothing overlaps, XML is well formed, hot edges are thick. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawGraph } from '../../../server/src/language/flowGraph/drawGraph.js';
import {
  COLUMN_WIDTH,
  columnsOf,
  cut,
  graphBoxes,
  PADDING,
} from '../../../server/src/language/flowGraph/graphBoxes.js';
import {
  layOut,
  layoutInput,
  readLayout,
} from '../../../server/src/language/flowGraph/graphLayout.js';
import { standaloneStyle } from '../../../server/src/language/flowGraph/graphStyle.js';
import { graphSvg } from '../../../server/src/language/flowGraph/graphSvg.js';
import { compileText } from '../compileText.js';
import { graphOf } from './graphs.js';

const project = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const alone = { style: standaloneStyle, isInteractive: false };

const loop = `def f(items):
    for item in items:
        if item < '<&>"':
            print(item, 'a text that is much longer than there is room for in a block of a graph')
    return items
`;

describe('text in boxes', () => {
  it('fits, and ends in an ellipsis where it is too long', async () => {
    const { boxes } = graphBoxes(await graphOf(loop, 'f'));
    const texts = boxes.flatMap(({ rows }) => rows.map(({ text }) => text));
    expect(texts.filter((text) => text.endsWith('…')).length).toBe(1);
    for (const { rows, width, numberColumns } of boxes) {
      for (const { text } of rows) {
        const columns = numberColumns + columnsOf(text);
        expect(columns * COLUMN_WIDTH + 2 * PADDING).toBeLessThanOrEqual(width);
      }
    }
  });

  it('is cut between characters that people see, wide ones counted twice', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdefg', 6)).toBe('abcde…');
    expect(cut('日本語日本語', 6)).toBe('日本…');
    expect(cut('e\u0301e\u0301e\u0301e\u0301', 3)).toBe('e\u0301e\u0301…');
    expect(columnsOf('👍🏽x')).toBe(5);
  });

  it('holds nothing that XML does not', async () => {
    const { boxes } = graphBoxes(await graphOf('def f():\n    return "\\\n\x0c\ud800"\n', 'f'));
    const text = boxes.flatMap(({ rows }) => rows.map((row) => row.text)).join('');
    expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  });

  it('has the first rows of a block that has too many', async () => {
    const long = `def f():\n${Array.from({ length: 99 }, (_, i) => `    x${i} = ${i}\n`).join('')}`;
    const [box] = graphBoxes(await graphOf(long, 'f')).boxes;
    expect(box?.rows.length).toBe(40);
    expect(box?.rows.at(-1)?.text).toBe('… 60 more rows');
  });
});

describe('the layout', () => {
  it('is asked for with sizes and edges, and no text of the program', async () => {
    const boxes = graphBoxes(await graphOf(loop, 'f'));
    const input = layoutInput(boxes);
    expect(input).toContain('b0:s -> b1:n [id=e0, weight=6]');
    expect(input).toContain('label=" no more "');
    expect(input).not.toContain('items');
  });

  it('is read in pixels, y downwards', async () => {
    const boxes = graphBoxes(await graphOf('def f():\n    pass\n', 'f'));
    const { width, height } = boxes.boxes[0]!;
    const answer = { bb: `10,20,${width + 10},${height + 120}`, edges: [] };
    const pos = `${10 + width / 2},${20 + height / 2}`;
    const text = JSON.stringify({ ...answer, objects: [{ name: 'b0', pos }] });
    expect(readLayout(text, boxes)).toMatchObject({ width, corners: [{ x: 0, y: 100 }] });
  });

  it('lays blocks beside each other, and arrows end at them', async () => {
    const text = readFileSync(join(project, 'examples', 'json_reader.py'));
    const { results } = await compileText(text);
    for (const { code } of results.slice(1, 9)) {
      const measured = graphBoxes(await graphOf(text.toString(), code.qualname));
      const { corners, edges } = await layOut(measured);
      const rects = measured.boxes.map(({ width, height }, i) => ({
        ...corners[i]!,
        width,
        height,
      }));
      for (const [i, a] of rects.entries()) {
        for (const b of rects.slice(i + 1)) {
          const isApart =
            a.x + a.width <= b.x ||
            b.x + b.width <= a.x ||
            a.y + a.height <= b.y ||
            b.y + b.height <= a.y;
          expect(isApart, code.qualname).toBe(true);
        }
      }
      for (const [i, { tip }] of edges.entries()) {
        const { x, y, width, height } = rects[measured.graph.edges[i]!.to]!;
        const isOutside = tip.x < x - 2 || tip.x > x + width + 2;
        expect(isOutside || tip.y < y - 2 || tip.y > y + height + 2, code.qualname).toBe(false);
      }
    }
  });
});

describe('the picture', () => {
  it('is well-formed XML with every block, and the same each time', async () => {
    const { results, source } = await compileText(loop);
    const options = { lines: source.lines, detail: 'essential', counts: null } as const;
    const draw = () => drawGraph(results[1]!, options, alone);
    const first = await draw();
    expect(first.kind).toBe('drawn');
    if (first.kind !== 'drawn') return;
    expect(await draw()).toEqual(first);
    const read =
      'import sys, xml.dom.minidom as m; ' +
      'print(len(m.parse(sys.stdin).getElementsByTagName("rect")))';
    const rects = Number(
      execFileSync('python3', ['-c', read], { input: first.svg, encoding: 'utf8' }),
    );
    // The paper is one.
    expect(rects).toBe(first.graph.blocks.length + 1);
    expect(first.svg).toContain("if item &lt; '&lt;&amp;&gt;&quot;':");
    expect(first.svg).not.toMatch(/NaN|undefined/);
  });

  it('makes what was taken often thick, and tells how often', async () => {
    const counts = new Map([
      [2, 1001],
      [3, 1000],
      [4, 1],
      [5, 1],
    ]);
    const measured = graphBoxes(await graphOf(loop, 'f', 'essential', counts));
    const svg = graphSvg(measured, await layOut(measured), alone);
    const widths = [
      ...svg.matchAll(/<title>([\d.k,]+×)<\/title><path[^>]*stroke-width="([\d.]+)"/g),
    ].map(([, count, width]) => [count, Number(width)] as const);
    expect(Object.fromEntries(widths)).toMatchObject({ '1,000×': 5, '1×': 1.3 });
    expect(svg).toContain('thick: taken often');
  });

  it('is made of buttons where a page asks for it', async () => {
    const measured = graphBoxes(await graphOf(loop, 'f'));
    const svg = graphSvg(measured, await layOut(measured), { style: null, isInteractive: true });
    expect(svg).not.toContain('<style');
    expect(svg.match(/tabindex="0" role="button"/g)?.length).toBe(measured.boxes.length);
    expect(svg).toContain('data-line="5"');
  });

  it('is refused where there are too many blocks', async () => {
    const text = `def f(x):\n${'    if x: x()\n'.repeat(400)}`;
    const { results, source } = await compileText(text);
    const options = { lines: source.lines, detail: 'essential', counts: null } as const;
    expect(await drawGraph(results[1]!, options, alone)).toEqual({
      kind: 'refused',
      reason: 'f has 801 blocks, too many for a picture; choose one function.',
    });
  });
});

/**
 * The page of a control-flow graph: shows the picture, makes its blocks buttons, zooms and pans.
 *
 * Maps from: messages of the extension. Maps to: what is to be seen; clicks and keys to messages.
 * Knows no editor and no Python.
 */

import type { FromPage, GraphState, ToPage } from '../src/flowGraphMessages.js';

interface Host {
  postMessage(message: FromPage): void;
  setState(state: GraphState): void;
}

declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const graph = element('graph');
const note = element('note');
const detail = element('detail') as HTMLSelectElement;
const shownSize = element('size');

const STEP = 1.2;
const [LEAST, MOST] = [0.1, 4];
/** Pixels that a press moves before it is a pan and no click. */
const SLACK = 4;

let scale = 1;
let line: number | null = null;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}

const picture = (): SVGSVGElement | null => graph.querySelector('svg');
const blocks = (): SVGGElement[] => [...graph.querySelectorAll<SVGGElement>('.block')];

addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case 'graph':
      show(data.svg, data.isSame);
      note.textContent = data.note;
      detail.value = data.detail;
      host.setState(data.state);
      break;
    case 'problem': {
      const text = document.createElement('p');
      text.textContent = data.text;
      graph.replaceChildren(text);
      note.textContent = '';
      host.setState(data.state);
      break;
    }
    case 'line':
      line = data.line;
      mark();
      break;
  }
});

function show(svg: string, isSame: boolean): void {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const focused = graph.contains(document.activeElement)
    ? document.activeElement?.getAttribute('data-block')
    : null;
  const { scrollLeft, scrollTop } = graph;
  graph.replaceChildren(document.adoptNode(parsed));
  if (isSame) {
    zoom(scale);
    graph.scrollTo(scrollLeft, scrollTop);
    blocks()[Number(focused ?? -1)]?.focus();
  } else {
    fitInto(1);
    graph.scrollTo(0, 0);
  }
  mark();
}

/** The blocks of the line that the cursor is in; the first is scrolled to. */
function mark(): void {
  let first: SVGGElement | null = null;
  for (const block of blocks()) {
    const lines = block.getAttribute('data-lines')?.split(' ') ?? [];
    const isCurrent = line !== null && lines.includes(String(line));
    block.classList.toggle('current', isCurrent);
    if (isCurrent) first ??= block;
  }
  if (first !== null && !first.contains(document.activeElement)) {
    first.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

/** By the picture's own size in its `viewBox`. */
function zoom(wanted: number): void {
  const svg = picture();
  if (svg === null) return;
  scale = Math.min(MOST, Math.max(LEAST, wanted));
  const { width, height } = svg.viewBox.baseVal;
  const middle = {
    x: (graph.scrollLeft + graph.clientWidth / 2) / Math.max(1, graph.scrollWidth),
    y: (graph.scrollTop + graph.clientHeight / 2) / Math.max(1, graph.scrollHeight),
  };
  svg.setAttribute('width', String(width * scale));
  svg.setAttribute('height', String(height * scale));
  graph.scrollTo(
    middle.x * graph.scrollWidth - graph.clientWidth / 2,
    middle.y * graph.scrollHeight - graph.clientHeight / 2,
  );
  shownSize.textContent = `${Math.round(scale * 100)} %`;
}

/** As large as the window allows, and not larger than `most`. */
function fitInto(most: number): void {
  const svg = picture();
  if (svg === null) return;
  const { width, height } = svg.viewBox.baseVal;
  zoom(Math.min(most, graph.clientWidth / width, graph.clientHeight / height));
}

function go(target: EventTarget | null, isAssembly: boolean): void {
  const block = target instanceof Element ? target.closest('.block') : null;
  if (block === null) return;
  const index = Number(block.getAttribute('data-block'));
  host.postMessage({ kind: 'go', block: index, to: isAssembly ? 'assembly' : 'source' });
}

let pressed: { x: number; y: number; left: number; top: number; isPan: boolean } | null = null;
graph.addEventListener('pointerdown', ({ button, clientX, clientY }) => {
  if (button !== 0) return;
  const { scrollLeft: left, scrollTop: top } = graph;
  pressed = { x: clientX, y: clientY, left, top, isPan: false };
});
addEventListener('pointermove', ({ clientX, clientY }) => {
  if (pressed === null) return;
  const [dx, dy] = [clientX - pressed.x, clientY - pressed.y];
  if (!pressed.isPan && Math.hypot(dx, dy) < SLACK) return;
  pressed.isPan = true;
  graph.classList.add('dragged');
  graph.scrollTo(pressed.left - dx, pressed.top - dy);
});
addEventListener('pointerup', ({ target, ctrlKey, metaKey }) => {
  const was = pressed;
  pressed = null;
  graph.classList.remove('dragged');
  if (was !== null && !was.isPan) go(target, ctrlKey || metaKey);
});
graph.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(scale * STEP ** (-event.deltaY / 100));
  },
  { passive: false },
);

const keys: Readonly<Record<string, () => void>> = {
  '+': () => zoom(scale * STEP),
  '=': () => zoom(scale * STEP),
  '-': () => zoom(scale / STEP),
  '0': () => zoom(1),
  f: () => fitInto(MOST),
  d: () => {
    detail.selectedIndex = (detail.selectedIndex + 1) % detail.options.length;
    changeDetail();
  },
};
addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (target instanceof Element && target.closest('.block') && (key === 'Enter' || key === ' ')) {
    event.preventDefault();
    go(target, ctrlKey || metaKey);
    return;
  }
  if (ctrlKey || metaKey || altKey || target === detail) return;
  keys[key.toLowerCase()]?.();
});

function changeDetail(): void {
  host.postMessage({ kind: 'detail', detail: detail.value as GraphState['detail'] });
}
detail.addEventListener('change', changeDetail);
element('smaller').addEventListener('click', () => zoom(scale / STEP));
element('larger').addEventListener('click', () => zoom(scale * STEP));
element('actual').addEventListener('click', () => zoom(1));
element('fit').addEventListener('click', () => fitInto(MOST));

host.postMessage({ kind: 'ready' });

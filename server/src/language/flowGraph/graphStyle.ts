/**
 * The colours of a graph.
 *
 * Maps from: a palette. Maps to: CSS rules for the classes of graphSvg.ts; for pictures that stand
 * alone, rules that follow the reader's light or dark setting.
 */

export interface Palette {
  readonly paper: string;
  readonly text: string;
  readonly dim: string;
  readonly box: string;
  readonly border: string;
  readonly loop: string;
  readonly exception: string;
  readonly jump: string;
}

/** Contrast of text to what is behind it: at least 4.5 to 1; of lines 3 to 1. */
const light: Palette = {
  paper: '#ffffff',
  text: '#1f2328',
  dim: '#59636e',
  box: '#f6f8fa',
  border: '#818b98',
  loop: '#0969da',
  exception: '#b35900',
  jump: '#6639ba',
};

const dark: Palette = {
  paper: '#1f1f1f',
  text: '#e6e6e6',
  dim: '#a0a8b0',
  box: '#2b2d30',
  border: '#7d8590',
  loop: '#58a6ff',
  exception: '#f0a050',
  jump: '#c297ff',
};

/** VS Code's themes, high contrast among them. */
export const editorPalette: Palette = {
  paper: 'transparent',
  text: 'var(--vscode-editor-foreground)',
  dim: 'var(--vscode-descriptionForeground)',
  box: 'var(--vscode-editorWidget-background)',
  border: 'var(--vscode-contrastBorder, var(--vscode-editorLineNumber-foreground))',
  loop: 'var(--vscode-charts-blue)',
  exception: 'var(--vscode-editorWarning-foreground)',
  jump: 'var(--vscode-charts-purple)',
};

export function graphRules(palette: Palette): string {
  const { paper, text, dim, box, border, loop, exception, jump } = palette;
  return [
    `.flow .paper{fill:${paper}}`,
    `.flow text{fill:${text}}`,
    '.flow .name{font-weight:bold}',
    `.flow .about,.flow .number,.flow .head,.flow .bytecode{fill:${dim}}`,
    '.flow .head,.flow .count{font-size:11px}',
    '.flow .count{font-weight:bold}',
    '.flow .words{font-style:italic}',
    `.flow .block>rect{fill:${box};stroke:${border}}`,
    `.flow .loop>rect{stroke:${loop};stroke-width:2}`,
    `.flow .handler>rect{stroke:${exception};stroke-dasharray:5 3}`,
    '.flow .interpreted>rect{stroke-dasharray:2 2}',
    `.flow .edge text{fill:${dim}}`,
    ...Object.entries({ fall: border, jump, back: loop, exception }).flatMap(([name, colour]) => [
      `.flow .${name}>path{stroke:${colour}}`,
      `.flow .${name}>polygon{fill:${colour}}`,
    ]),
    '.flow .exception>path{stroke-dasharray:5 3}',
    '.flow .unused{opacity:0.55}',
  ].join('');
}

/** Light, and dark for readers who have that. */
export const standaloneStyle = `${graphRules(light)}@media(prefers-color-scheme:dark){${graphRules(dark)}}`;

/**
 * The page of a control-flow graph: its frame, its colours, and what it may load.
 *
 * Maps from: the address of its script. Maps to: HTML. The graph itself comes by message.
 */

import { editorPalette, graphRules } from '../../server/src/language/flowGraph/graphStyle.js';
import { details } from '../../server/src/language/views.js';

const rules = `
html,body{height:100%;margin:0;padding:0}
body{display:flex;flex-direction:column;color:var(--vscode-foreground);
  background:var(--vscode-editor-background);font:13px var(--vscode-font-family)}
.bar{display:flex;gap:8px;align-items:center;flex-wrap:wrap;padding:4px 12px;
  border-bottom:1px solid var(--vscode-contrastBorder,var(--vscode-panel-border))}
.bar .space{flex:1}
button,select{font:inherit;color:var(--vscode-button-secondaryForeground);min-height:24px;
  background:var(--vscode-button-secondaryBackground);border-radius:2px;padding:2px 8px;
  border:1px solid var(--vscode-contrastBorder,transparent)}
select{color:var(--vscode-dropdown-foreground);background:var(--vscode-dropdown-background);
  border-color:var(--vscode-dropdown-border)}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:1px}
#note:empty{display:none}
#note{padding:4px 12px;background:var(--vscode-inputValidation-warningBackground);
  border-bottom:1px solid var(--vscode-inputValidation-warningBorder)}
#graph{flex:1;overflow:auto;cursor:grab}
#graph.dragged{cursor:grabbing;user-select:none}
#graph svg{display:block;margin:0 auto}
#graph p{padding:12px}
.flow .block{cursor:pointer;outline:none}
.flow .block:hover>rect{fill:var(--vscode-list-hoverBackground,var(--vscode-editorWidget-background))}
.flow .block.current>rect{stroke:var(--vscode-editorCursor-foreground);stroke-width:3}
body:not(.vscode-high-contrast) .flow .block.current>rect{fill:var(--vscode-editor-selectionBackground)}
.flow .block:focus-visible>rect{stroke:var(--vscode-focusBorder);stroke-width:3;
  stroke-dasharray:none}
.hint{color:var(--vscode-descriptionForeground);padding:3px 12px;
  border-top:1px solid var(--vscode-contrastBorder,var(--vscode-panel-border))}
`;

/**
 * @param script the address of the page's script
 * @param nonce a word that nobody can guess, new for each page
 */
export function flowGraphHtml(script: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  const options = details.map((detail) => `<option value="${detail}">${LABELS[detail]}</option>`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Control-Flow Graph</title>
<style nonce="${nonce}">${rules}${graphRules(editorPalette)}</style>
</head>
<body>
<div class="bar" role="toolbar" aria-label="Graph">
<label for="detail">Show</label>
<select id="detail">${options.join('')}</select>
<span class="space"></span>
<button id="smaller" title="Smaller (−)" aria-label="Smaller">−</button>
<button id="actual" title="Actual size (0)"><span id="size">100 %</span></button>
<button id="larger" title="Larger (+)" aria-label="Larger">+</button>
<button id="fit" title="Fit to the window (F)">Fit</button>
</div>
<div id="note" role="status"></div>
<main id="graph"><p>Drawing the graph…</p></main>
<div class="hint">Click or Enter: source · with Ctrl (⌘): machine code · Tab: next block · D: detail</div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}

const LABELS = {
  essential: "Python's words",
  hot: 'with bytecode',
  all: 'with bytecode, all blocks',
} as const;

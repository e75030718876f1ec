/**
 * The control-flow graph of a function, in a panel beside the source.
 *
 * Maps from: the cursor in a Python file or a listing. Maps to: a page with the server's picture; a
 * click on a block to its place in the source or in the listing. Drawn anew when the file is saved,
 * a run has counted, or the target changes. One panel for each Python file.
 */

import * as vscode from 'vscode';
import { isDetail } from '../../server/src/language/views.js';
import {
  type GraphParams,
  type GraphResult,
  Method,
  type RunDataParams,
} from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command, explained } from './command.js';
import { besideColumn, pythonEditor, visibleEditor } from './editors.js';
import { flowGraphHtml } from './flowGraphHtml.js';
import type { FromPage, GraphState, ToPage } from './flowGraphMessages.js';
import { isListing, listingUri, parseListingUri } from './listingAddress.js';
import { ListingMaps } from './listingMaps.js';
import { Refusal } from './refusal.js';

const TYPE = 'nativecompile.controlFlowGraph';
/** After the last of several events. */
const WAIT_MS = 150;

export function registerFlowGraphs(client: Client, extensionUri: vscode.Uri): vscode.Disposable[] {
  const graphs = new FlowGraphs(client, vscode.Uri.joinPath(extensionUri, 'client', 'dist'));
  client.onNotification(Method.runData, ({ uri, live }: RunDataParams) => {
    if (!live) graphs.redraw(uri);
  });
  return [
    graphs,
    command(client, 'showControlFlowGraph', (uri?: vscode.Uri) => graphs.show(uri)),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      deserializeWebviewPanel: async (panel, state: unknown) => graphs.restore(panel, state),
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => graphs.redraw(uri.toString())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('nativecompile')) graphs.redrawAll();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => graphs.moved(textEditor)),
  ];
}

interface Shown {
  readonly panel: vscode.WebviewPanel;
  state: GraphState;
  blocks: GraphResult['blocks'];
  /** The function that was drawn last. */
  drawn: string;
  /** What the page shows, or is to show when it is ready. */
  message: ToPage | null;
  isReady: boolean;
  timer: NodeJS.Timeout | undefined;
}

class FlowGraphs implements vscode.Disposable {
  /** By the URI of the Python file. */
  private readonly shown = new Map<string, Shown>();
  private readonly maps: ListingMaps;

  constructor(
    private readonly client: Client,
    private readonly dist: vscode.Uri,
  ) {
    this.maps = new ListingMaps(client);
  }

  dispose(): void {
    for (const { panel } of [...this.shown.values()]) panel.dispose();
  }

  async show(uri?: vscode.Uri): Promise<void> {
    const asked = await this.asked(uri);
    const result = await this.ask(asked.params);
    if (result.svg === null) throw new Refusal(result.reason);
    const { uri: src } = asked.params;
    const state = { uri: src, scope: result.scope, detail: result.detail };
    const before = this.shown.get(key(src));
    if (before !== undefined) {
      before.state = state;
      this.present(before, result);
      before.panel.reveal(undefined, true);
      return;
    }
    const column = { viewColumn: asked.column, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(TYPE, titleOf(state), column);
    this.present(this.adopt(panel, state), result);
  }

  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const { uri, scope, detail } = (state ?? {}) as Partial<GraphState>;
    if (typeof uri !== 'string' || typeof scope !== 'string' || !isDetail(detail)) {
      panel.dispose();
      return;
    }
    const shown = this.adopt(panel, { uri, scope, detail });
    void this.draw(shown);
  }

  redraw(uri: string): void {
    const shown = this.shown.get(key(uri));
    if (shown === undefined) return;
    clearTimeout(shown.timer);
    shown.timer = setTimeout(() => void this.draw(shown), WAIT_MS);
  }

  redrawAll(): void {
    for (const { state } of this.shown.values()) this.redraw(state.uri);
  }

  moved({ document, selection }: vscode.TextEditor): void {
    const shown = this.shown.get(document.uri.toString());
    if (shown?.isReady) post(shown, { kind: 'line', line: selection.active.line + 1 });
  }

  /** Of which function, and in which column. */
  private async asked(
    uri?: vscode.Uri,
  ): Promise<{ params: GraphParams; column: vscode.ViewColumn }> {
    const active = vscode.window.activeTextEditor;
    if (active !== undefined && isListing(active.document.uri)) {
      const address = parseListingUri(active.document.uri);
      if (address === null) throw new Refusal('This listing has no source.');
      const scope = address.scope ?? (await this.functionOfRow(active));
      return {
        params: { uri: address.src, scope },
        column: active.viewColumn ?? vscode.ViewColumn.Beside,
      };
    }
    const editor = await pythonEditor(uri);
    const { line, character } = editor.selection.active;
    const params = { uri: editor.document.uri.toString(), position: { line, character } };
    return { params, column: besideColumn(editor) };
  }

  private async functionOfRow({ document, selection }: vscode.TextEditor): Promise<string> {
    const { rows } = await this.maps.get(document);
    const row = rows.find((entry) => entry.row >= selection.active.line) ?? rows.at(-1);
    if (row === undefined) throw new Refusal('There is no function in this listing.');
    return row.function;
  }

  private ask(params: GraphParams): Promise<GraphResult> {
    return this.client.request<GraphParams, GraphResult>(Method.graph, params);
  }

  private adopt(panel: vscode.WebviewPanel, state: GraphState): Shown {
    const shown: Shown = {
      panel,
      state,
      blocks: [],
      drawn: '',
      message: null,
      isReady: false,
      timer: undefined,
    };
    this.shown.set(key(state.uri), shown);
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    panel.onDidDispose(() => {
      clearTimeout(shown.timer);
      if (this.shown.get(key(state.uri)) === shown) this.shown.delete(key(state.uri));
    });
    webview.onDidReceiveMessage((message: FromPage) =>
      explained(this.client, () => this.receive(shown, message)),
    );
    const script = webview.asWebviewUri(vscode.Uri.joinPath(this.dist, 'flowGraph.js'));
    webview.html = flowGraphHtml(script.toString(), crypto.randomUUID());
    return shown;
  }

  private async draw(shown: Shown): Promise<void> {
    const { uri, scope, detail } = shown.state;
    try {
      this.present(shown, await this.ask({ uri, scope, detail }));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      post(shown, { kind: 'problem', text, state: shown.state });
    }
  }

  private present(shown: Shown, result: GraphResult): void {
    const { state } = shown;
    shown.panel.title = titleOf(state);
    const drawn = `${state.uri} ${state.scope}`;
    const message: ToPage =
      result.svg === null
        ? { kind: 'problem', text: result.reason, state }
        : {
            kind: 'graph',
            svg: result.svg,
            note: result.reason,
            detail: result.detail,
            isSame: drawn === shown.drawn,
            state,
          };
    shown.blocks = result.blocks;
    shown.drawn = drawn;
    shown.message = message;
    if (shown.isReady) post(shown, message);
  }

  private async receive(shown: Shown, message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready': {
        // Also when the panel was out of sight, and its page is made anew.
        shown.isReady = true;
        if (shown.message !== null) post(shown, shown.message);
        const source = visibleEditor(vscode.Uri.parse(shown.state.uri));
        if (source !== undefined) this.moved(source);
        return;
      }
      case 'detail':
        if (!isDetail(message.detail)) return;
        shown.state = { ...shown.state, detail: message.detail };
        await this.draw(shown);
        return;
      case 'go':
        await this.go(shown, message);
    }
  }

  private async go(
    { state, blocks, panel }: Shown,
    { block, to }: Extract<FromPage, { kind: 'go' }>,
  ): Promise<void> {
    const place = blocks[block];
    if (place === undefined) return;
    const source = vscode.Uri.parse(state.uri);
    if (to === 'assembly') {
      await this.openListing(state, place.bytecodeOffset, panel.viewColumn);
      return;
    }
    if (place.range === null) throw new Refusal('No line of the source asked for this block.');
    const { start, end } = place.range;
    const viewColumn = visibleEditor(source)?.viewColumn ?? vscode.ViewColumn.One;
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(source, {
      viewColumn,
      preview: false,
      selection: new vscode.Range(range.start, range.start),
    });
  }

  /** Where a listing of the source stands already, otherwise beside the graph. */
  private async openListing(
    { uri, scope }: GraphState,
    bytecodeOffset: number,
    own: vscode.ViewColumn | undefined,
  ): Promise<void> {
    const open = vscode.window.visibleTextEditors.find(({ document, viewColumn }) => {
      return parseListingUri(document.uri)?.src === uri && viewColumn !== own;
    });
    const shown = open && parseListingUri(open.document.uri);
    const isShown = shown && (shown.scope === null || shown.scope === scope);
    const document = isShown
      ? open.document
      : await vscode.workspace.openTextDocument(listingUri({ src: uri, scope, view: 'assembly' }));
    const { rows } = await this.maps.get(document);
    const ofBlock = rows.filter(
      (row) => row.function === scope && (row.bytecodeOffset ?? -1) >= bytecodeOffset && !row.cold,
    );
    const row = ofBlock.reduce<(typeof ofBlock)[number] | undefined>(
      (first, next) =>
        first === undefined || next.bytecodeOffset! < first.bytecodeOffset! ? next : first,
      undefined,
    );
    const place = new vscode.Position(row?.row ?? 0, 0);
    await vscode.window.showTextDocument(document, {
      viewColumn: open?.viewColumn ?? vscode.ViewColumn.Beside,
      preview: false,
      selection: new vscode.Range(place, place),
    });
  }
}

const titleOf = ({ scope }: GraphState): string => `${scope} · graph`;

function post({ panel }: Shown, message: ToPage): void {
  void panel.webview.postMessage(message);
}

const key = (uri: string): string => vscode.Uri.parse(uri).toString();

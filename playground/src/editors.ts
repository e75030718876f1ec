/**
 * The two editors of the page: Monaco, with what the language server knows.
 *
 * Maps from: texts, findings and marks. Maps to: what is seen; and from what people do to events.
 * Loaded after the first paint, since it is large.
 */

import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js';
import 'monaco-editor/esm/vs/editor/edcore.main.js';
import 'monaco-editor/esm/vs/basic-languages/python/python.contribution.js';
import '../editors.css';
import { tokenModifiers, tokenTypes } from '../../server/src/language/semanticTokens.js';
import {
  SOURCE_URI,
  type Finding,
  type Hover,
  type Listing,
  type Place,
  type Server,
} from './server.js';

export interface Marks {
  /** Rows or ranges of the expression, lines from 0. */
  readonly exact: readonly monaco.IRange[];
  /** Of the same line. */
  readonly others: readonly monaco.IRange[];
}

export interface EditorEvents {
  readonly onText: (text: string) => void;
  readonly onSourceCursor: (place: Place) => void;
  readonly onListingCursor: (row: number) => void;
  /** Somebody wants to see what a row stands for, or no longer. */
  readonly onRow: (row: number) => void;
}

/** What Monaco says of a cursor that a person has moved. */
const BY_PEOPLE: ReadonlySet<string> = new Set(['mouse', 'keyboard']);

const LISTING_LANGUAGE = 'nativecompile-asm';

const markdownOf = (hover: Hover | null): monaco.languages.Hover | null =>
  hover && {
    contents: [{ value: hover.contents.value }],
    ...(hover.range && { range: rangeOf(hover.range) }),
  };

export const rangeOf = ({ start, end }: { start: Place; end: Place }): monaco.IRange => ({
  startLineNumber: start.line + 1,
  startColumn: start.character + 1,
  endLineNumber: end.line + 1,
  endColumn: end.character + 1,
});

/** Colours of listings with enough contrast on either ground. */
function defineThemes(): void {
  const rules = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([token, foreground]) => ({ token, foreground }));
  const light = { comment: '4f6f4f', keyword: '0000c0', function: '795e26', variable: '00506e' };
  const dark = { comment: '85b36b', keyword: '6cb6ff', function: 'dcdcaa', variable: '9cdcfe' };
  const lightMore = { number: '096b46', label: '8a2a00', macro: '8b008b', type: '267f99' };
  const darkMore = { number: 'b5cea8', label: 'e8a06c', macro: 'd8a0df', type: '4ec9b0' };
  monaco.editor.defineTheme('light', {
    base: 'vs',
    inherit: true,
    rules: rules({ ...light, ...lightMore }),
    colors: { 'editorLineNumber.foreground': '#5c6670' },
  });
  monaco.editor.defineTheme('dark', {
    base: 'vs-dark',
    inherit: true,
    rules: rules({ ...dark, ...darkMore }),
    colors: { 'editorLineNumber.foreground': '#9aa2aa' },
  });
}

const shared: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  // It would take rows of a listing for blocks.
  stickyScroll: { enabled: false },
  scrollBeyondLastLine: false,
  fontSize: 13,
  lineDecorationsWidth: 12,
  renderLineHighlight: 'line',
  // The last line's number would be too pale to be read.
  renderFinalNewline: 'on',
  occurrencesHighlight: 'off',
  unicodeHighlight: { ambiguousCharacters: false },
  fixedOverflowWidgets: true,
};

export class Editors {
  private readonly source: monaco.editor.IStandaloneCodeEditor;
  private readonly listing: monaco.editor.IStandaloneCodeEditor;
  private readonly sourceMarks: monaco.editor.IEditorDecorationsCollection;
  private readonly listingMarks: monaco.editor.IEditorDecorationsCollection;
  private listingUri = '';

  constructor(
    places: { readonly source: HTMLElement; readonly listing: HTMLElement },
    text: string,
    private readonly server: Server,
    private readonly events: EditorEvents,
  ) {
    Object.assign(globalThis, {
      MonacoEnvironment: {
        getWorker: () => new Worker(new URL('editor.worker.js', document.baseURI)),
      },
    });
    defineThemes();
    monaco.languages.register({ id: LISTING_LANGUAGE });
    this.source = monaco.editor.create(places.source, {
      ...shared,
      model: monaco.editor.createModel(text, 'python', monaco.Uri.parse(SOURCE_URI)),
      ariaLabel: 'Python, to be edited',
      wordBasedSuggestions: 'off',
    });
    this.listing = monaco.editor.create(places.listing, {
      ...shared,
      model: monaco.editor.createModel('', LISTING_LANGUAGE),
      readOnly: true,
      // Tab leaves it, since there is nothing to be typed.
      tabFocusMode: true,
      domReadOnly: true,
      ariaLabel: 'Machine code, to be read',
      lineNumbers: 'off',
      folding: false,
      'semanticHighlighting.enabled': true,
    });
    this.sourceMarks = this.source.createDecorationsCollection();
    this.listingMarks = this.listing.createDecorationsCollection();
    this.followColours();
    this.provide();
    this.listen();
  }

  get text(): string {
    return this.source.getValue();
  }

  get place(): Place {
    const { lineNumber = 1, column = 1 } = this.source.getPosition() ?? {};
    return { line: lineNumber - 1, character: column - 1 };
  }

  setText(text: string): void {
    this.source.setValue(text);
  }

  /** Counted from 1, as in the link. */
  goTo(line: number, column: number): void {
    this.source.setPosition({ lineNumber: line, column });
    this.source.revealLineInCenterIfOutsideViewport(line);
  }

  show({ uri, text }: Listing): void {
    this.listingUri = uri;
    if (text === this.listing.getValue()) return;
    const top = this.listing.getScrollTop();
    const place = this.listing.getPosition();
    this.listing.setValue(text);
    if (place !== null) this.listing.setPosition(place);
    this.listing.setScrollTop(top);
  }

  showFindings(findings: readonly Finding[]): void {
    const model = this.source.getModel();
    if (model === null) return;
    const severities = [8, 8, 4, 2, 1];
    const markers = findings.map(({ range, message, severity = 1 }) => ({
      ...rangeOf(range),
      message,
      severity: severities[severity] ?? 8,
    }));
    monaco.editor.setModelMarkers(model, 'nativecompile', markers);
  }

  markListing(marks: Marks, dim: readonly number[], reveal: number | null): void {
    this.listingMarks.set([
      ...decorations(marks, 'same-expression'),
      ...dim.map((row) => ({
        range: new monaco.Range(row + 1, 1, row + 1, Number.MAX_SAFE_INTEGER),
        options: { inlineClassName: 'stands-for-others' },
      })),
    ]);
    if (reveal !== null) this.listing.revealLineInCenterIfOutsideViewport(reveal + 1);
  }

  markSource(range: monaco.IRange | null): void {
    if (range === null) {
      this.sourceMarks.clear();
      return;
    }
    const edge = { linesDecorationsClassName: 'same-expression-edge' };
    this.sourceMarks.set([{ range, options: { inlineClassName: 'expression', ...edge } }]);
    this.source.revealRangeInCenterIfOutsideViewport(range);
  }

  private followColours(): void {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => monaco.editor.setTheme(dark.matches ? 'dark' : 'light');
    dark.addEventListener('change', apply);
    apply();
  }

  private provide(): void {
    const { server } = this;
    const placeOf = ({ lineNumber, column }: monaco.Position): Place => ({
      line: lineNumber - 1,
      character: column - 1,
    });
    monaco.languages.registerHoverProvider('python', {
      provideHover: async (_, position) =>
        markdownOf(await server.hover(SOURCE_URI, placeOf(position))),
    });
    monaco.languages.registerHoverProvider(LISTING_LANGUAGE, {
      provideHover: async (_, position) =>
        markdownOf(await server.hover(this.listingUri, placeOf(position))),
    });
    monaco.languages.registerDocumentSemanticTokensProvider(LISTING_LANGUAGE, {
      getLegend: () => ({ tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] }),
      provideDocumentSemanticTokens: async () => ({
        data: Uint32Array.from(this.listingUri === '' ? [] : await server.tokens(this.listingUri)),
      }),
      releaseDocumentSemanticTokens: () => {},
    });
  }

  private listen(): void {
    const { source, listing, events } = this;
    source.onDidChangeModelContent(() => events.onText(source.getValue()));
    source.onDidChangeCursorPosition(() => events.onSourceCursor(this.place));
    listing.onDidChangeCursorPosition(({ position, source: cause }) => {
      if (BY_PEOPLE.has(cause)) events.onListingCursor(position.lineNumber - 1);
    });
    listing.onMouseUp(({ target }) => {
      if (target.type === monaco.editor.MouseTargetType.CONTENT_TEXT && target.position) {
        events.onRow(target.position.lineNumber - 1);
      }
    });
    listing.onKeyDown((event) => {
      const line = listing.getPosition()?.lineNumber;
      if (event.keyCode === monaco.KeyCode.Enter && line !== undefined) events.onRow(line - 1);
    });
  }
}

function decorations(
  { exact, others }: Marks,
  className: string,
): monaco.editor.IModelDeltaDecoration[] {
  return [
    ...exact.map((range) => ({
      range,
      options: {
        isWholeLine: true,
        className,
        linesDecorationsClassName: 'same-expression-edge',
      },
    })),
    ...others.map((range) => ({
      range,
      options: { isWholeLine: true, linesDecorationsClassName: 'same-line-edge' },
    })),
  ];
}

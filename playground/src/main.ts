/**
 * The page: controls, two editors, the language server in a worker, and the address that holds what
 * is shown.
 *
 * Maps from: what people choose and write. Maps to: the listing of what they mean, and marks in
 * both editors. The server is started first, then the editors are loaded, so that both are there
 * early.
 */

import { rowsAt } from '../../client/src/listingRows.js';
import type { ListingMap, ListingRow } from '../../server/src/lsp/messages.js';
import type { Editors } from './editors.js';
import { examples } from './examples.js';
import { type Extent, readLink, type State, writeLink } from './link.js';
import { type Finding, type Place, Server } from './server.js';

const LINK_DELAY_MS = 400;

const element = <E extends HTMLElement>(id: string): E => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element "${id}".`);
  return found as E;
};

const select = (id: string): HTMLSelectElement => element(id);

class Playground {
  private readonly server = new Server({
    onStatus: ({ state, detail, pythonVersion }) => {
      if (state === 'starting') this.say('Python is starting; this takes a few seconds.');
      else if (state === 'ready') this.ready = `Compiled with CPython ${pythonVersion ?? '3.11'}.`;
      else this.say(detail);
    },
    onFindings: (findings) => this.found(findings),
    onChanged: () => void this.refresh(),
  });
  private editors: Editors | null = null;
  private map: ListingMap | null = null;
  private scope: string | null = null;
  private open: readonly string[] = [];
  private ready = '';
  private errors: readonly Finding[] = [];
  private turn = 0;
  private linkTimer: ReturnType<typeof setTimeout> | undefined;

  async start(): Promise<void> {
    const own = new Option('Your own program');
    own.hidden = true;
    select('example').replaceChildren(...examples.map(({ title }) => new Option(title)), own);
    const linked = await readLink(location.hash);
    const [first] = examples;
    const begin = linked ?? { text: '', line: 1, column: 1, ...first };
    if (linked !== null) this.useControls(linked);
    const opened = this.server.open(begin.text, select('target').value);
    const [{ Editors }] = await Promise.all([import('./editors.js'), styles('main.css')]);
    const places = { source: element('source'), listing: element('listing') };
    this.editors = new Editors(places, begin.text, this.server, {
      onText: (text) => {
        this.nameProgram(text);
        this.server.change(text);
      },
      onSourceCursor: () => void this.moved(),
      onListingCursor: (row) => this.markSource(row),
      onRow: (row) => void this.toggle(row),
    });
    performance.mark('editors');
    this.editors.goTo(begin.line, begin.column);
    this.listen();
    await opened;
    await this.refresh();
    performance.mark('listing');
  }

  private listen(): void {
    for (const id of ['target', 'view', 'detail', 'extent']) {
      select(id).addEventListener('change', () => {
        this.server.useTarget(select('target').value);
        this.open = [];
        void this.refresh();
      });
    }
    select('example').addEventListener('change', ({ currentTarget }) => {
      const chosen = examples[(currentTarget as HTMLSelectElement).selectedIndex];
      if (chosen === undefined) return;
      this.editors?.setText(chosen.text);
      this.editors?.goTo(chosen.line, chosen.column);
    });
    element('link').addEventListener('click', () => void this.copyLink());
    addEventListener('hashchange', () => void this.follow());
  }

  /** Somebody went to another link in this page. */
  private async follow(): Promise<void> {
    const state = await readLink(location.hash);
    if (state === null || (await writeLink(this.state())) === location.hash) return;
    this.useControls(state);
    this.editors?.setText(state.text);
    this.editors?.goTo(state.line, state.column);
    this.server.useTarget(state.target);
    await this.refresh();
  }

  /**
   * Only a newer wish takes the place of an older one that is being answered.
   * @param reveal whether the cursor's rows are scrolled to
   */
  private async refresh(reveal = true): Promise<void> {
    const { editors } = this;
    if (editors === null) return;
    this.turn += 1;
    const { turn } = this;
    const { target, view, detail, extent } = this.state();
    try {
      this.scope = extent === 'file' ? null : await this.scopeHere();
      const { scope, open } = this;
      const listing = await this.server.listing({ scope, target, view, detail, open });
      if (turn !== this.turn) return;
      this.map = listing.map;
      editors.show(listing);
      this.mark(reveal);
      this.tell();
      this.keepLink();
    } catch (error) {
      if (turn === this.turn) this.say(error instanceof Error ? error.message : String(error));
    }
  }

  private async scopeHere(): Promise<string | null> {
    return this.editors === null ? null : await this.server.scopeAt(this.editors.place);
  }

  private async moved(): Promise<void> {
    const isOfFunction = this.state().extent === 'function';
    if (isOfFunction && (await this.scopeHere()) !== this.scope) {
      this.open = [];
      await this.refresh();
      return;
    }
    this.mark();
    this.keepLink();
  }

  /** The rows of the expression at the cursor. */
  private mark(reveal = true): void {
    const { editors, map } = this;
    if (editors === null || map === null) return;
    editors.markSource(null);
    const { line, character } = editors.place;
    const { exact, all } = rowsAt(map, line, character);
    const marked = exact.length > 0 ? exact : all;
    const first = marked.find(({ cold }) => !cold) ?? marked[0];
    editors.markListing(
      {
        exact: marked.map(rangeOfRow),
        others: all.filter((row) => !marked.includes(row)).map(rangeOfRow),
      },
      map.rows.flatMap(({ row, opens }) => (opens === undefined ? [] : [row])),
      (reveal && first?.row) || null,
    );
  }

  private markSource(index: number): void {
    const row = this.map?.rows.find((one) => one.row === index);
    const { editors } = this;
    if (editors === null) return;
    if (row === undefined || row.line === null) {
      editors.markSource(null);
      return;
    }
    editors.markSource({
      startLineNumber: row.line + 1,
      startColumn: (row.startColumn ?? 0) + 1,
      endLineNumber: (row.endLine ?? row.line) + 1,
      endColumn: (row.endColumn ?? 1_000) + 1,
    });
  }

  /** Shows what a row stands for, or hides it again. */
  private async toggle(index: number): Promise<void> {
    const name = this.map?.rows.find(({ row }) => row === index)?.opens;
    if (name === undefined) return;
    this.open = this.open.includes(name)
      ? this.open.filter((one) => one !== name)
      : [...this.open, name];
    // One looks at that row.
    await this.refresh(false);
  }

  private found(findings: readonly Finding[]): void {
    this.errors = findings.filter(({ severity }) => severity === 1);
    this.editors?.showFindings(findings);
    this.tell();
  }

  private tell(): void {
    const [error] = this.errors;
    if (error === undefined) this.say(this.ready);
    else this.say(`Line ${error.range.start.line + 1}: ${error.message}`);
  }

  private say(text: string): void {
    const status = element('status');
    if (text !== '' && status.textContent !== text) status.textContent = text;
  }

  private state(): State {
    const place: Place = this.editors?.place ?? { line: 0, character: 0 };
    return {
      text: this.editors?.text ?? '',
      target: select('target').value as State['target'],
      view: select('view').value as State['view'],
      detail: select('detail').value as State['detail'],
      extent: select('extent').value as Extent,
      line: place.line + 1,
      column: place.character + 1,
    };
  }

  private useControls(state: State): void {
    for (const id of ['target', 'view', 'detail', 'extent'] as const) select(id).value = state[id];
    this.nameProgram(state.text);
  }

  private nameProgram(text: string): void {
    const known = examples.findIndex((example) => example.text === text);
    select('example').selectedIndex = known < 0 ? examples.length : known;
  }

  private keepLink(): void {
    clearTimeout(this.linkTimer);
    this.linkTimer = setTimeout(async () => {
      history.replaceState(null, '', await writeLink(this.state()));
    }, LINK_DELAY_MS);
  }

  private async copyLink(): Promise<void> {
    const url = new URL(await writeLink(this.state()), location.href).href;
    history.replaceState(null, '', url);
    try {
      await navigator.clipboard.writeText(url);
      this.say('The link is in the clipboard.');
    } catch {
      this.say('The browser does not let this page copy; the link is in the address bar.');
    }
  }
}

/** Of the editors, which the first paint does not wait for. */
function styles(path: string): Promise<unknown> {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: path });
  const loaded = new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = resolve;
  });
  document.head.append(link);
  return loaded;
}

const rangeOfRow = ({ row }: ListingRow) => ({
  startLineNumber: row + 1,
  startColumn: 1,
  endLineNumber: row + 1,
  endColumn: 1,
});

await new Playground().start();

/**
 * What is to be read on the screen, and where it stands.
 *
 * Maps from: places of the page. Maps to: texts and coordinates. The functions inside `evaluate`
 * run in the browser, whose types this project does not know. Knows nothing of what is looked for.
 */

import type { Locator, Page } from 'playwright-core';

/** What an editor shows of its text now. */
export async function textOf(editor: Locator): Promise<string> {
  const lines = await editor.locator('.view-line').evaluateAll((rows) =>
    rows
      .map((row) => ({
        top: Number.parseFloat((row as unknown as { style: { top: string } }).style.top),
        text: row.textContent ?? '',
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/**
 * The first row that an editor shows below the headings that stick to its top; its number is not
 * part of it.
 */
export async function topOf(editor: Locator): Promise<string> {
  const rows = await editor.locator('.lines-content .view-line').evaluateAll((lines) => {
    type Placed = {
      textContent: string | null;
      style: { top: string };
      getBoundingClientRect(): { top: number };
      closest(selector: string): { getBoundingClientRect(): { top: number } } | null;
    };
    return (lines as unknown as Placed[]).map((line) => ({
      text: line.textContent ?? '',
      y:
        line.getBoundingClientRect().top -
        (line.closest('.overflow-guard')?.getBoundingClientRect().top ?? 0),
    }));
  });
  const shown = rows.filter(({ y }) => y >= -1).sort((a, b) => a.y - b.y);
  return (shown[0]?.text ?? '').replaceAll('\u00a0', ' ');
}

/**
 * What decorations write behind text, be it lines or names of tabs; it is in no text, only in
 * styles.
 */
export async function decorationsOf(texts: Locator): Promise<string[]> {
  return await texts
    .locator('.view-line span, .monaco-icon-label, .label-name')
    .evaluateAll((spans) => {
      type Styles = { getComputedStyle(node: unknown, part: string): { content: string } };
      const { getComputedStyle } = globalThis as unknown as Styles;
      return spans
        .map((span) => getComputedStyle(span, '::after').content.replace(/^"|"$/g, ''))
        .filter((text) => text !== '' && text !== 'none' && text !== 'normal');
    });
}

/** The middle of a word as it stands on the screen. */
export async function placeOf(
  editor: Locator,
  word: string,
  occurrence = 0,
): Promise<{ x: number; y: number }> {
  const place = await editor.evaluate(
    (root, { word, occurrence }) => {
      type Doc = {
        createRange(): {
          setStart(node: unknown, offset: number): void;
          setEnd(node: unknown, offset: number): void;
          getBoundingClientRect(): { x: number; y: number; width: number; height: number };
        };
        createTreeWalker(node: unknown, what: number): { nextNode(): unknown };
      };
      const page = (globalThis as unknown as { document: Doc }).document;
      let left = occurrence;
      const rows = Array.from(
        (root as unknown as { querySelectorAll(s: string): ArrayLike<unknown> }).querySelectorAll(
          '.view-line',
        ),
      ) as { style: { top: string } }[];
      rows.sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top));
      for (const row of rows) {
        const walker = page.createTreeWalker(row, 4);
        const pieces: { node: unknown; start: number; text: string }[] = [];
        let whole = '';
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const text = ((node as { nodeValue: string | null }).nodeValue ?? '').replaceAll(
            '\u00a0',
            ' ',
          );
          pieces.push({ node, start: whole.length, text });
          whole += text;
        }
        for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
          if (left > 0) {
            left -= 1;
            continue;
          }
          const middle = at + Math.floor(word.length / 2);
          const piece = pieces.find(
            ({ start, text }) => start <= middle && middle < start + text.length,
          );
          if (piece === undefined) return null;
          const range = page.createRange();
          range.setStart(piece.node, middle - piece.start);
          range.setEnd(piece.node, middle - piece.start + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
      }
      return null;
    },
    { word, occurrence },
  );
  if (place === null) throw new Error(`The editor does not show "${word}".`);
  return place;
}

/**
 * Whether VS Code has written a value with all these words to where it will look after the window
 * is loaded again.
 */
export async function remembers(page: Page, ...words: string[]): Promise<boolean> {
  return await page.evaluate(async (words) => {
    type Pending<T> = { result: T; onsuccess: () => void; onerror: () => void };
    type Database = {
      objectStoreNames: Iterable<string>;
      transaction(store: string): {
        objectStore(store: string): { getAll(): Pending<unknown[]> };
      };
      close(): void;
    };
    type WithDatabases = {
      indexedDB: {
        databases(): Promise<{ name: string }[]>;
        open(name: string): Pending<Database>;
      };
    };
    const done = <T>(request: Pending<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = reject;
      });
    const { indexedDB } = globalThis as unknown as WithDatabases;
    for (const found of await indexedDB.databases()) {
      if (!found.name.startsWith('vscode-web-state-db')) continue;
      const database = await done(indexedDB.open(found.name));
      for (const store of database.objectStoreNames) {
        const values = await done(database.transaction(store).objectStore(store).getAll());
        const texts = values.map((value) => JSON.stringify(value) ?? '');
        if (texts.some((text) => words.every((word) => text.includes(word)))) {
          database.close();
          return true;
        }
      }
      database.close();
    }
    return false;
  }, words);
}

/**
 * VS Code in a browser, as a person uses it.
 *
 * Maps from: keys, clicks and titles of commands. Maps to: what is to be seen. Knows nothing of
 * where this VS Code comes from.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { patience } from '../harness/patience.mjs';
import { folder, project } from './install.js';
import { placeOf } from './screen.js';

/**
 * How long something may take on a machine that does other work too. What comes sooner is not
 * waited for; shorter than a test may take, so that it is said what never came.
 */
export const LONG = patience(200);
/**
 * After which a step that was lost, to something that took the focus meanwhile, is done again. The
 * browser is not emulated, so that it is hardly longer where 32-bit code is.
 */
export const SHORT = Math.max(patience(8), 5_000);
/** What has not changed for so long will not. */
const REST = patience(6);
export const screenshots = join(folder, 'screenshots');
const media = join(project, 'media', 'walkthrough');

/** A page's own clipboard; this project's types know no browser. */
type WithClipboard = {
  navigator: { clipboard: { writeText(text: string): Promise<void>; readText(): Promise<string> } };
};

/** An element of a page. */
type WithAttributes = { getAttribute(name: string): string | null };

type Clip = { x: number; y: number; width: number; height: number };

/** The editors without the side bar. */
export const editorArea: Clip = { x: 354, y: 36, width: 1086, height: 600 };

export class EditorWindow {
  constructor(readonly page: Page) {}

  async openFile(name: string): Promise<Locator> {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    const editor = this.editor(name);
    await this.until(`the file ${name}`, async () => {
      await row.first().dblclick({ timeout: SHORT });
      await editor.locator('.view-line').first().waitFor({ timeout: SHORT });
      return true;
    });
    return editor;
  }

  /** The editor of a file or a listing, by the end of its path. */
  editor(name: string): Locator {
    const path = name.split('/').map(encodeURIComponent).join('/');
    return this.page.locator(
      `.monaco-editor[data-uri$="/${path}"], .monaco-editor[data-uri*="/${path}?"]`,
    );
  }

  /** Runs a command by its title, from the palette, as soon as it is there. */
  async command(title: string): Promise<void> {
    await this.until(`the command "${title}"`, async () => {
      if (!(await this.search(title))) {
        // A palette that is opened over itself no longer knows which editor it is about.
        await this.press('Escape');
        return false;
      }
      await this.page.locator(titled(title)).first().click({ timeout: SHORT });
      return true;
    });
    // What is typed next belongs to the editor, or to a question of the command.
    const asked = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await this.until('the palette gone', async () => {
      if ((await asked.count()) === 0) return true;
      return (await asked.inputValue({ timeout: SHORT })) !== `>${title}`;
    });
  }

  /** Whether the palette offers a command. */
  async offers(title: string): Promise<boolean> {
    const found = await this.until(`an answer of the palette about "${title}"`, async () => [
      await this.search(title),
    ]);
    await this.press('Escape');
    return found[0] === true;
  }

  /**
   * Opens the palette; it closes by itself when something else takes the focus, for which this
   * throws.
   */
  private async search(title: string): Promise<boolean> {
    const { page } = this;
    const input = page.locator('.quick-input-widget .quick-input-box input');
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: SHORT });
    await input.fill(`>${title}`, { timeout: SHORT });
    const rows = page.locator('.quick-input-list .monaco-list-row');
    const end = Date.now() + 2 * SHORT;
    while (Date.now() < end && (await input.isVisible())) {
      if ((await page.locator(titled(title)).count()) > 0) return true;
      // What the palette says when it has looked through everything.
      const labels = await rows.evaluateAll((found) =>
        found.map((row) => (row as unknown as WithAttributes).getAttribute('aria-label') ?? ''),
      );
      if (labels.some((label) => /, similar commands$|^No matching/.test(label))) return false;
      await page.waitForTimeout(100);
    }
    throw new Error('The palette closed, or did not come to an end.');
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Unlike typed text this is not completed by the editor. */
  async paste(text: string): Promise<void> {
    await this.copy(text);
    await this.press('Control+v');
  }

  async copy(text: string): Promise<void> {
    await this.page.evaluate(
      (it) => (globalThis as unknown as WithClipboard).navigator.clipboard.writeText(it),
      text,
    );
  }

  async clipboard(): Promise<string> {
    return await this.page.evaluate(() =>
      (globalThis as unknown as WithClipboard).navigator.clipboard.readText(),
    );
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** A value that has stayed the same for a while. */
  async settled<T>(what: string, look: () => Promise<T>): Promise<T> {
    let value = await look();
    let since = Date.now();
    await this.until(`rest of ${what}`, async () => {
      const next = await look();
      if (next !== value) since = Date.now();
      value = next;
      return Date.now() - since > REST;
    });
    return value;
  }

  async clickOn(editor: Locator, word: string, occurrence = 0): Promise<void> {
    // An editor that scrolls has its lines a moment later.
    const { x, y } = await this.until(`"${word}" in the editor`, () =>
      placeOf(editor, word, occurrence),
    );
    await this.page.mouse.click(x, y);
  }

  /** The hover over a word, with its text. The first one of a language waits for its extension. */
  async hover(editor: Locator, word: string, occurrence = 0): Promise<string> {
    const content = this.page.locator('.monaco-hover:visible .monaco-hover-content').first();
    return await this.until(`a hover over "${word}"`, async () => {
      const { x, y } = await placeOf(editor, word, occurrence);
      // From outside of the text and in one step: on a slow machine, what lies on a way has its own
      // hover first.
      const outside = await editor.boundingBox();
      await this.page.mouse.move((outside?.x ?? 0) + 5, (outside?.y ?? 0) - 5);
      await content.waitFor({ state: 'hidden', timeout: SHORT });
      await this.page.mouse.move(x, y);
      await this.page.mouse.move(x + 1, y);
      await content.waitFor({ timeout: SHORT });
      // One that turns out to have nothing to say closes, and is asked for again.
      for (const end = Date.now() + LONG; Date.now() < end; ) {
        await this.page.waitForTimeout(300);
        const text = (await content.textContent({ timeout: SHORT })) ?? '';
        if (!text.startsWith('Loading')) return text.replaceAll('\u00a0', ' ');
      }
      return null;
    });
  }

  /**
   * Waits until something that is computed from the screen holds. A look that fails is tried again
   * like one that finds nothing.
   */
  async until<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
    const end = Date.now() + LONG;
    let problem = '';
    for (;;) {
      const seen = await look().catch((error: unknown) => {
        problem = ` (${error instanceof Error ? error.message.split('\n')[0] : error})`;
        return null;
      });
      if (seen) return seen;
      if (Date.now() > end) throw new Error(`It never came: ${what}${problem}`);
      await this.page.waitForTimeout(150);
    }
  }

  async terminalText(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    return (await rows.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  async notifications(): Promise<string> {
    const toasts = this.page.locator('.notifications-toasts .notification-toast');
    return (await toasts.allTextContents()).join('\n');
  }

  /**
   * With UPDATE_MEDIA=1 the pictures that have a clip become those of the walkthrough and the
   * extension's page.
   */
  async screenshot(name: string, clip?: Clip): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    // What fades in or out would be seen halfway.
    await this.page.waitForTimeout(400);
    const animations = 'disabled';
    await this.page.screenshot({ path: join(screenshots, `${name}.png`), animations });
    if (clip !== undefined && process.env.UPDATE_MEDIA === '1') {
      await this.page.screenshot({ path: join(media, `${name}.png`), clip, animations });
    }
  }
}

/**
 * The row of a command, and not of one whose title only begins the same; a key or a note may
 * follow.
 */
function titled(title: string): string {
  const row = '.quick-input-list .monaco-list-row';
  return `${row}[aria-label="${title}"], ${row}[aria-label^="${title},"]`;
}

/**
 * One VS Code in one browser, as a person would use it.
 *
 * Maps from: keys, clicks and titles of commands. Maps to: what is to be seen. Knows nothing of the extension but its .vsix.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { folder, type Installed, project } from './install.js';

const LONG = 60_000;
const screenshots = join(folder, 'screenshots');
const media = join(project, 'media', 'walkthrough');

/** A page's own clipboard; this project's types know no browser. */
type WithClipboard = {
  navigator: { clipboard: { writeText(text: string): Promise<void>; readText(): Promise<string> } };
};

type Clip = { x: number; y: number; width: number; height: number };

/** The editors without the side bar. */
export const editorArea: Clip = { x: 354, y: 36, width: 1086, height: 600 };

/** What the workbench itself would get in the way with. */
const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'files.autoSave': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'editor.hover.delay': 100,
  'workbench.editor.useModal': 'off',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
};

export interface WorkbenchOptions {
  readonly vsix: string;
  /** Name to text, for the folder they will lie in. */
  readonly files: (workspace: string) => Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files that may be executed. */
  readonly executable?: readonly string[];
}

export class Workbench {
  private constructor(
    readonly page: Page,
    /** The folder that is open. */
    readonly workspace: string,
    private readonly home: string,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    private readonly origin: string,
    private settings: Readonly<Record<string, unknown>>,
  ) {}

  static async start(installed: Installed, options: WorkbenchOptions): Promise<Workbench> {
    const home = mkdtempSync(join(tmpdir(), 'nativecompile-vscode-'));
    const workspace = join(home, 'project');
    mkdirSync(workspace);
    for (const [name, text] of Object.entries(options.files(workspace))) {
      mkdirSync(join(workspace, name, '..'), { recursive: true });
      const mode = options.executable?.includes(name) ? 0o755 : 0o644;
      writeFileSync(join(workspace, name), text, { mode });
    }
    const user = join(home, 'server', 'data', 'User');
    mkdirSync(user, { recursive: true });
    const settings = { ...quietSettings, ...options.settings };
    writeFileSync(join(user, 'settings.json'), JSON.stringify(settings, null, 2));
    const folders = [
      ...['--accept-server-license-terms', '--server-data-dir', join(home, 'server')],
      ...['--extensions-dir', join(home, 'extensions')],
    ];
    const program = join(installed.vscode, 'out', 'server-main.js');
    const install = [program, ...folders, '--install-extension', options.vsix, '--force'];
    execFileSync(installed.node, install, { stdio: 'ignore', timeout: 120_000 });
    const port = await freePort();
    const origin = `127.0.0.1:${port}`;
    const address = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    const server = spawn(
      installed.node,
      [program, ...address, ...folders, '--telemetry-level', 'off'],
      { stdio: 'ignore', detached: true, env: environment() },
    );
    await answered(origin);
    const browser = await chromium.launch({
      executablePath: installed.chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
      origin: `http://${origin}`,
    });
    await context.route(
      (url) => url.host !== origin,
      (route) => route.abort(),
    );
    const page = await context.newPage();
    const workbench = new Workbench(page, workspace, home, server, browser, origin, settings);
    await workbench.open();
    return workbench;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    // It forks; all of it is one process group.
    if (this.server.pid !== undefined) {
      try {
        process.kill(-this.server.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** Loads the workbench, anew when it is there already. */
  async open(): Promise<void> {
    await this.page.goto(`http://${this.origin}/?folder=${encodeURIComponent(this.workspace)}`);
    await this.page.locator('.monaco-workbench').waitFor({ timeout: LONG });
    await this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .first()
      .waitFor({ timeout: LONG });
  }

  async openFile(name: string): Promise<Locator> {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    await row.first().dblclick();
    const editor = this.editor(name);
    await editor.locator('.view-line').first().waitFor({ timeout: LONG });
    return editor;
  }

  /** The editor of a file or a listing, by the end of its path. */
  editor(name: string): Locator {
    const path = name.split('/').map(encodeURIComponent).join('/');
    return this.page.locator(
      `.monaco-editor[data-uri$="/${path}"], .monaco-editor[data-uri*="/${path}?"]`,
    );
  }

  /** Runs a command by its title, from the palette. */
  async command(title: string): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget .quick-input-box input');
    await page.keyboard.press('F1');
    await input.waitFor({ timeout: LONG });
    await input.fill(`>${title}`);
    const row = page.locator(titled(title)).first();
    await row.waitFor({ timeout: LONG });
    await row.click();
  }

  /** Whether the palette offers a command. */
  async offers(title: string): Promise<boolean> {
    const { page } = this;
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget .quick-input-box input');
    await input.waitFor({ timeout: LONG });
    await input.fill(`>${title}`);
    // The last row that a search shows; without it the list would be told empty too early.
    await page.waitForTimeout(1500);
    const rows = page.locator(titled(title));
    const found = (await rows.count()) > 0;
    await page.keyboard.press('Escape');
    return found;
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

  /** What an editor shows of its text now. */
  async text(editor: Locator): Promise<string> {
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

  /** What decorations write at the ends of lines; it is in no text, only in styles. */
  async decorations(editor: Locator): Promise<string[]> {
    return await editor.locator('.view-line span').evaluateAll((spans) => {
      type Styles = { getComputedStyle(node: unknown, part: string): { content: string } };
      const { getComputedStyle } = globalThis as unknown as Styles;
      return spans
        .map((span) => getComputedStyle(span, '::after').content.replace(/^"|"$/g, ''))
        .filter((text) => text !== '' && text !== 'none' && text !== 'normal');
    });
  }

  /** The middle of a word as it stands on the screen. */
  async placeOf(editor: Locator, word: string, occurrence = 0): Promise<{ x: number; y: number }> {
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

  async clickOn(editor: Locator, word: string, occurrence = 0): Promise<void> {
    // An editor that scrolls has its lines a moment later.
    const { x, y } = await this.until(`"${word}" in the editor`, () =>
      this.placeOf(editor, word, occurrence),
    );
    await this.page.mouse.click(x, y);
  }

  /** The hover over a word, with its text. */
  async hover(editor: Locator, word: string, occurrence = 0): Promise<string> {
    const { x, y } = await this.placeOf(editor, word, occurrence);
    const content = this.page.locator('.monaco-hover:visible .monaco-hover-content').first();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await this.page.mouse.move(x - 60, y - 60);
      await this.page.mouse.move(x, y, { steps: 4 });
      try {
        await content.waitFor({ timeout: 5_000 });
        return await this.until('the text of the hover', async () => {
          await this.page.waitForTimeout(300);
          const text = ((await content.textContent()) ?? '').replaceAll('\u00a0', ' ');
          return text.startsWith('Loading') ? null : text;
        });
      } catch {
        // The first hover of a language waits for its extension.
      }
    }
    throw new Error(`There is no hover over "${word}".`);
  }

  /** Waits until something that is computed from the screen holds. */
  async until<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
    const end = Date.now() + LONG;
    for (;;) {
      const seen = await look().catch(() => null);
      if (seen) return seen;
      if (Date.now() > end) throw new Error(`It never came: ${what}`);
      await this.page.waitForTimeout(150);
    }
  }

  /**
   * Changes a user setting, in the editor of settings.json: VS Code in a browser does not notice a change on the disk.
   * The editor stays open for the next change and takes no part in what is tested.
   */
  async setting(name: string, value: unknown): Promise<void> {
    this.settings = { ...this.settings, [name]: value };
    await this.command('Preferences: Open User Settings (JSON)');
    const editor = this.editor('settings.json');
    await editor.locator('.view-line').first().waitFor({ timeout: LONG });
    await editor.locator('.view-line').first().click();
    await this.press('Control+a');
    await this.paste(JSON.stringify(this.settings));
    await this.press('Control+s');
    const dirty = this.page.locator('.tab.dirty[aria-label^="settings.json"]');
    await this.until('saved settings', async () => (await dirty.count()) === 0);
    await this.command('View: Close Editor');
  }

  async terminalText(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    return (await rows.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  async notifications(): Promise<string> {
    const toasts = this.page.locator('.notifications-toasts .notification-toast');
    return (await toasts.allTextContents()).join('\n');
  }

  /** With UPDATE_MEDIA=1 the pictures that have a clip become those of the walkthrough and the extension's page. */
  async screenshot(name: string, clip?: Clip): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
    if (clip !== undefined && process.env.UPDATE_MEDIA === '1') {
      await this.page.screenshot({ path: join(media, `${name}.png`), clip });
    }
  }
}

/** The row of a command, and not of one whose title only begins the same; a key or a note may follow. */
function titled(title: string): string {
  const row = '.quick-input-list .monaco-list-row';
  return `${row}[aria-label="${title}"], ${row}[aria-label^="${title},"]`;
}

/** What a terminal of this test must not inherit from the test runner. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_)/.test(name));
  return Object.fromEntries(kept);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answered(origin: string): Promise<void> {
  const end = Date.now() + LONG;
  while (Date.now() < end) {
    const ok = await fetch(`http://${origin}/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The VS Code server did not start.');
}

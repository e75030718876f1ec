/**
 * One VS Code in one browser, as a person would use it.
 *
 * Maps from: keys, clicks and titles of commands. Maps to: what is to be seen. Knows nothing of the
 * extension but its .vsix.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { folder, type Installed, project } from './install.js';
import { placeOf } from './screen.js';
import { patience } from '../harness/patience.mjs';

/**
 * How long something may take on a machine that does other work too. What comes sooner is not
 * waited for; shorter than a test may take, so that it is said what never came.
 */
const LONG = patience(200);
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

/** The file of the user's settings, below the home of a VS Code. */
const SETTINGS = ['server', 'data', 'User', 'settings.json'];

/** Keys instead of the palette for what is no part of a test. */
const keybindings = [
  { key: 'ctrl+shift+alt+f8', command: 'workbench.action.closeActiveEditor' },
  {
    key: 'ctrl+shift+alt+f9',
    command: 'runCommands',
    args: {
      commands: [
        'notifications.clearAll',
        'workbench.action.terminal.killAll',
        'workbench.action.closePanel',
        'workbench.action.closeAllEditors',
      ],
    },
  },
];

export interface WorkbenchOptions {
  readonly vsix: string;
  /** Name to text, for the folder they will lie in. */
  readonly files: (workspace: string) => Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Instead of this machine's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files that may be executed. */
  readonly executable?: readonly string[];
  /** Folders of other extensions that are there. */
  readonly extensions?: readonly string[];
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
    private readonly options: WorkbenchOptions,
  ) {}

  static async start(installed: Installed, options: WorkbenchOptions): Promise<Workbench> {
    const home = mkdtempSync(join(tmpdir(), 'nativecompile-vscode-'));
    const workspace = join(home, 'project');
    mkdirSync(workspace);
    writeFiles(workspace, options);
    const user = dirname(join(home, ...SETTINGS));
    mkdirSync(user, { recursive: true });
    const settings = { ...quietSettings, ...options.settings };
    writeFileSync(join(user, 'settings.json'), JSON.stringify(settings, null, 2));
    writeFileSync(join(user, 'keybindings.json'), JSON.stringify(keybindings, null, 2));
    const folders = [
      ...['--accept-server-license-terms', '--server-data-dir', join(home, 'server')],
      ...['--extensions-dir', join(home, 'extensions')],
    ];
    const program = join(installed.vscode, 'out', 'server-main.js');
    for (const vsix of [...(await pack(home, options.extensions ?? [])), options.vsix]) {
      const install = [program, ...folders, '--install-extension', vsix, '--force'];
      execFileSync(installed.node, install, { stdio: 'ignore', timeout: patience(800) });
    }
    const port = await freePort();
    const origin = `127.0.0.1:${port}`;
    const address = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    const server = spawn(
      installed.node,
      // Should this process be killed, the server ends by itself some minutes later.
      [program, ...address, ...folders, '--telemetry-level=off', '--enable-remote-auto-shutdown'],
      { stdio: 'ignore', detached: true, env: { ...environment(), ...options.env } },
    );
    const end = () => killGroup(server);
    process.once('exit', end);
    server.once('exit', () => process.off('exit', end));
    let browser: Browser | undefined;
    try {
      await answered(origin);
      browser = await chromium.launch({
        executablePath: installed.chromium,
        timeout: LONG,
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
      context.setDefaultTimeout(LONG);
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
        origin: `http://${origin}`,
      });
      await context.route(
        (url) => url.host !== origin,
        (route) => route.abort(),
      );
      const page = await context.newPage();
      const made = [page, workspace, home, server, browser, origin, settings, options] as const;
      const workbench = new Workbench(...made);
      await workbench.open();
      return workbench;
    } catch (error) {
      await browser?.close();
      killGroup(server);
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.browser.close();
    killGroup(this.server);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** As it was at the start: nothing open, nothing running, the files as they were. */
  async reset(): Promise<void> {
    const { page } = this;
    const dialog = page.locator('.monaco-dialog-box');
    const tabs = page.locator('.tabs-container .tab');
    const terminals = page.locator('.terminal-wrapper');
    await this.until('nothing is open', async () => {
      if (await dialog.isVisible()) {
        await dialog.locator('.monaco-button', { hasText: "Don't Save" }).click({ timeout: SHORT });
      }
      if ((await tabs.count()) + (await terminals.count()) === 0) return true;
      await this.press('Escape', 'Control+Shift+Alt+F9');
      await page.waitForTimeout(500);
      return false;
    });
    const own = Object.keys(this.options.files(this.workspace));
    for (const name of readdirSync(this.workspace)) {
      if (own.some((path) => path.split('/')[0] === name)) continue;
      rmSync(join(this.workspace, name), { recursive: true });
    }
    writeFiles(this.workspace, this.options);
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
      return await this.until('the text of the hover', async () => {
        await this.page.waitForTimeout(300);
        const text = ((await content.textContent({ timeout: SHORT })) ?? '').replaceAll(
          '\u00a0',
          ' ',
        );
        return text.startsWith('Loading') ? null : text;
      });
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

  /**
   * Changes a user setting, in the editor of settings.json: VS Code in a browser does not notice a
   * change on the disk. The editor stays open for the next change and takes no part in what is
   * tested.
   */
  async setting(name: string, value: unknown): Promise<void> {
    this.settings = { ...this.settings, [name]: value };
    await this.command('Preferences: Open User Settings (JSON)');
    const editor = this.editor('settings.json');
    await editor.locator('.view-line').first().waitFor({ timeout: LONG });
    await editor.locator('.view-line').first().click();
    await this.press('Control+a');
    const text = JSON.stringify(this.settings);
    await this.paste(text);
    await this.press('Control+s');
    // The tab is marked as changed only a moment later: that it is not marked says nothing yet.
    const file = join(this.home, ...SETTINGS);
    await this.until('saved settings', async () => readFileSync(file, 'utf8').trim() === text);
    const dirty = this.page.locator('.tab.dirty[aria-label^="settings.json"]');
    await this.until('a saved tab', async () => (await dirty.count()) === 0);
    await this.press('Control+Shift+Alt+F8');
    await this.until('no settings', async () => (await editor.count()) === 0);
  }

  async terminalText(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    return (await rows.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  async notifications(): Promise<string> {
    const toasts = this.page.locator('.notifications-toasts .notification-toast');
    return (await toasts.allTextContents()).join('\n');
  }

  /** What the extension and its host wrote into their logs. */
  logs(): string {
    const logs = join(this.home, 'server', 'data', 'logs');
    const kept = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter(
      (path) =>
        /remoteexthost\.log$|nativecompile/.test(path) && statSync(join(logs, path)).isFile(),
    );
    const texts = kept.map((path) => `== ${path}\n${readFileSync(join(logs, path), 'utf8')}`);
    return texts.join('\n');
  }

  /** What is left of a test that failed: a picture, and logs. */
  async keepEvidence(test: string): Promise<void> {
    const name = `FAILED ${test.replaceAll('/', ' ')}`;
    await this.screenshot(name).catch(() => {});
    writeFileSync(join(screenshots, `${name}.log`), this.logs());
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

/** The packages of extensions, made in `home`. */
async function pack(home: string, folders: readonly string[]): Promise<string[]> {
  const made: string[] = [];
  for (const cwd of folders) {
    const packagePath = join(home, `${basename(cwd)}.vsix`);
    const options = { cwd, packagePath, skipLicense: true, allowMissingRepository: true };
    await createVSIX({ ...options, dependencies: false });
    made.push(packagePath);
  }
  return made;
}

function writeFiles(workspace: string, { files, executable }: WorkbenchOptions): void {
  for (const [name, text] of Object.entries(files(workspace))) {
    const path = join(workspace, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: executable?.includes(name) ? 0o755 : 0o644 });
  }
}

/** The server forks; all of it is one process group. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
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

/**
 * One VS Code with a server, in one browser.
 *
 * Maps from: a .vsix, files and settings. Maps to: a window that a person could use.
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
import { type Browser, chromium, type Page } from 'playwright-core';
import { patience } from '../harness/patience.mjs';
import type { Installed } from './install.js';
import { EditorWindow, LONG, SHORT, screenshots } from './window.js';

/** What the workbench itself would get in the way with. */
export const quietSettings = {
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

export class Workbench extends EditorWindow {
  private constructor(
    page: Page,
    /** The folder that is open. */
    readonly workspace: string,
    private readonly home: string,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    private readonly origin: string,
    private settings: Readonly<Record<string, unknown>>,
    private readonly options: WorkbenchOptions,
  ) {
    super(page);
  }

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

/**
 * A VS Code that is nothing but a web page, as vscode.dev is: no server of its own, no disk, and
 * extensions in a worker of the browser.
 *
 * Maps from: the folder of an extension, and files. Maps to: a window that a person could use. The
 * workbench and the extension have a static web server each, so that they are of two origins, as
 * they are there. What is asked of any other place goes to a proxy, which notes and refuses it.
 */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { serveFolder } from '../../scripts/serveFolder.mjs';
import { folder, type Installed } from './install.js';
import { EditorWindow, LONG } from './window.js';
import { quietSettings } from './workbench.js';

/** Of the files, which an extension has in its memory. */
const SCHEME = 'vscode-test-web';
const PROJECT = '/project';
const WORKBENCH = 'out/vs/code/browser/workbench/workbench';

/** Whom the browser asks for itself; neither VS Code nor Pyodide asks them for anything. */
const CHROMIUMS = /(?:^|\.)(?:google|googleapis|gstatic|gvt1)\.com(?::443)?$/;

type Served = Awaited<ReturnType<typeof serveFolder>>;

export interface WebOptions {
  /** The folder that a .vsix was made of. */
  readonly extension: string;
  /** Name to text. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export class WebWorkbench extends EditorWindow {
  private constructor(
    page: Page,
    private readonly browser: Browser,
    private readonly pages: Served,
    private readonly extension: Served,
    private readonly proxy: Proxy,
  ) {
    super(page);
  }

  static async start(installed: Installed, options: WebOptions): Promise<WebWorkbench> {
    const extension = await serveFolder(options.extension, { forOthers: true });
    const pages: Served = await serveFolder(installed.vscode, {
      instead: (path) =>
        madeFile(path, installed.vscode, options, [
          urlOf(extension),
          new URL('virtualFiles/', urlOf(pages)),
        ]),
    });
    const proxy = await startProxy();
    const browser = await chromium.launch({
      executablePath: installed.chromium,
      timeout: LONG,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Chromium does not ask it for what is on this machine.
        `--proxy-server=${proxy.address}`,
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(LONG);
    const page = await context.newPage();
    const workbench = new WebWorkbench(page, browser, pages, extension, proxy);
    const { origin } = urlOf(pages);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    await workbench.open();
    return workbench;
  }

  /** Loads the page, anew when it is there already. */
  async open(): Promise<void> {
    await this.page.goto(urlOf(this.pages).href);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Files of the extension that were asked for. */
  get used(): ReadonlySet<string> {
    return this.extension.asked;
  }

  /** Whoever else was asked for something, by the page or by any of its workers. */
  get strangers(): readonly string[] {
    return [...this.proxy.asked].filter((host) => !CHROMIUMS.test(host));
  }

  async stop(): Promise<void> {
    await this.browser.close();
    for (const server of [this.pages, this.extension, this.proxy]) server.close();
  }
}

/** By the name of this machine from which VS Code lets scripts of extensions come. */
function urlOf({ address }: Served): URL {
  return new URL(address.replace('127.0.0.1', 'localhost'));
}

/** The text of what is not as VS Code's server has it; null: it is. */
function madeFile(
  path: string,
  vscode: string,
  { files, settings }: WebOptions,
  extensions: readonly URL[],
): string | null {
  switch (path) {
    case 'index.html':
      return filled(readFileSync(join(vscode, `${WORKBENCH}.html`), 'utf8'), extensions, settings);
    case `${WORKBENCH}.js`:
      return withoutRemote(readFileSync(join(vscode, path), 'utf8'));
    case 'virtualFiles/package.json':
    case 'virtualFiles/extension.js':
      return readFileSync(join(folder, path), 'utf8');
    case 'virtualFiles/files.json':
      return JSON.stringify(
        Object.fromEntries(
          Object.entries(files).map(([name, text]) => [`${PROJECT}/${name}`, text]),
        ),
      );
    default:
      return null;
  }
}

/** The page of VS Code's server, with what that would have filled in. */
function filled(
  page: string,
  extensions: readonly URL[],
  settings: WebOptions['settings'],
): string {
  const at = (path: string): string => `/nativecompile${path}`;
  const configuration = {
    // What code-server's workbench asks for besides.
    userDataPath: '/user',
    webviewEndpoint: at('/out/vs/workbench/contrib/webview/browser/pre'),
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    folderUri: { scheme: SCHEME, path: PROJECT },
    additionalBuiltinExtensions: extensions.map(({ host, pathname }) => ({
      scheme: 'http',
      authority: host,
      path: pathname.replace(/\/$/, ''),
    })),
    configurationDefaults: { ...quietSettings, ...settings },
    productConfiguration: { nameShort: 'Code', nameLong: 'Code', enableTelemetry: false },
  };
  const values: Readonly<Record<string, string>> = {
    WORKBENCH_WEB_CONFIGURATION: JSON.stringify(configuration).replaceAll('"', '&quot;'),
    WORKBENCH_WEB_BASE_URL: at(''),
    WORKBENCH_NLS_URL: at('/out/nls.messages.js'),
    WORKBENCH_NLS_FALLBACK_URL: at('/out/nls.messages.js'),
  };
  return page.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/**
 * code-server's workbench takes the place that its page is from for a machine to work on, which has
 * the user's settings too; that of vscode.dev keeps them in the browser.
 */
function withoutRemote(script: string): string {
  const edits: readonly (readonly [RegExp, string])[] = [
    [/remoteAuthority:location\.host\b/g, 'remoteAuthority:void 0'],
    [/(?<=\.file\(this\.userDataPath\)\.with\(\{scheme:)\w+\.vscodeRemote\b/g, '"vscode-userdata"'],
  ];
  return edits.reduce((text, [what, to]) => {
    if (text.match(what)?.length !== 1) throw new Error(`The workbench has not one ${what}.`);
    return text.replace(what, to);
  }, script);
}

interface Proxy {
  readonly address: string;
  /** Hosts, each with its port. */
  readonly asked: ReadonlySet<string>;
  close(): void;
}

async function startProxy(): Promise<Proxy> {
  const asked = new Set<string>();
  const server = createServer(({ url = '' }, response) => {
    asked.add(URL.canParse(url) ? new URL(url).host : url);
    response.writeHead(403).end();
  });
  server.on('connect', ({ url = '' }, socket) => {
    asked.add(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No port for a proxy.');
  return {
    address: `http://127.0.0.1:${address.port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

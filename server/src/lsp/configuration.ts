/**
 * The settings of each workspace folder, as the client has them now.
 *
 * Maps from: a document's URI. Maps to: the settings of its folder. They are asked for once and
 * kept until the client says that they changed. What chooses a program to run is never taken from a
 * folder, and not at all in an untrusted workspace.
 */

import { type Connection, DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { TargetName } from '../compiler/target/target.js';
import type { ClientFacts } from './client.js';
import { globMatcher } from './globs.js';
import { defaultSettings, readSettings, type Settings } from './settings.js';
import { pathOf } from './uris.js';

const SECTION = 'nativecompile';

export class Configuration {
  isTrusted: boolean;
  private folders: readonly string[];
  /** By folder; the empty name is for documents outside of all folders. */
  private readonly known = new Map<string, Promise<Settings>>();
  /** What a client that does not answer questions said last. */
  private told: unknown;
  private readonly complained = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly client: ClientFacts,
    /** Where the client's settings name none. */
    private readonly target: TargetName,
  ) {
    this.isTrusted = client.isTrusted;
    this.folders = client.workspaceFolders;
    this.told = client.settings;
  }

  /** To be called once the client has said `initialized`. */
  listen(onChange: () => void): void {
    const { client, connection } = this;
    connection.onDidChangeConfiguration(({ settings }) => {
      if (!client.answersConfiguration) {
        this.told = sectionOf(settings) ?? settings ?? this.told;
      }
      this.forget();
      onChange();
    });
    if (client.registersConfiguration) {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: SECTION })
        .catch(() => {});
    }
    if (client.tracksFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        this.folders = [
          ...this.folders.filter((uri) => !gone.has(uri)),
          ...added.map(({ uri }) => uri),
        ];
        this.forget();
        onChange();
      });
    }
  }

  forget(): void {
    this.known.clear();
  }

  of(uri: string): Promise<Settings> {
    return this.ofFolder(this.folderOf(uri) ?? '');
  }

  /** The settings of no folder: of the user, or of the remote machine. */
  ofMachine(): Promise<Settings> {
    return this.ofFolder('');
  }

  /** The innermost folder that holds the document. */
  folderOf(uri: string): string | null {
    let best: string | null = null;
    for (const folder of this.folders) {
      const start = folder.endsWith('/') ? folder : `${folder}/`;
      if (uri.startsWith(start) && folder.length > (best?.length ?? 0)) best = folder;
    }
    return best;
  }

  isExcluded(uri: string, { exclude }: Settings): boolean {
    if (exclude.length === 0) return false;
    const folder = this.folderOf(uri);
    const path = pathOf(uri);
    const relative = folder === null ? path : path.slice(pathOf(folder).length);
    const subject = relative.replaceAll('\\', '/').replace(/^\/+/, '');
    return exclude.some((pattern) => globMatcher(pattern)(subject));
  }

  private ofFolder(folder: string): Promise<Settings> {
    let settings = this.known.get(folder);
    if (settings === undefined) {
      settings = this.ask(folder);
      this.known.set(folder, settings);
    }
    return settings;
  }

  private async ask(folder: string): Promise<Settings> {
    let configuration = this.told;
    if (this.client.answersConfiguration) {
      const scope = folder === '' ? {} : { scopeUri: folder };
      try {
        const answer = this.connection.workspace.getConfiguration({ ...scope, section: SECTION });
        configuration = await withinTime(answer);
      } catch (error) {
        this.complain(`The client did not answer for its settings: ${error}`);
        return { ...defaultSettings, target: this.target };
      }
    }
    const section = sectionOf(configuration) ?? configuration;
    const { settings, problems } = readSettings(section, this.target);
    for (const problem of problems) this.complain(`Setting ${SECTION}.${problem}`);
    const mayChoose = this.isTrusted && folder === '';
    return mayChoose ? settings : { ...settings, helperPath: '', helperPython: '' };
  }

  /** Once for each text; settings are read again and again. */
  private complain(text: string): void {
    if (this.complained.has(text)) return;
    this.complained.add(text);
    this.connection.console.warn(text);
  }
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return (settings as Record<string, unknown>)[SECTION];
}

/**
 * A client that says it answers and does not must not keep documents from being compiled. On a busy
 * machine the first answer can take some seconds, and settings that are not read are ignored.
 */
const PATIENCE = 15_000;

async function withinTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

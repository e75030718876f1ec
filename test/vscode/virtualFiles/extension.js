/**
 * Files in the memory of an extension. Maps from: files.json beside this file, path to text. Maps
 * to: the scheme `vscode-test-web`. What is written is gone with the page.
 */

/** @type {typeof import('vscode')} */
const vscode = require('vscode');

/** @typedef {{ readonly bytes: Uint8Array, readonly mtime: number }} File */
/** @typedef {import('vscode').Uri} Uri */

/** @param {import('vscode').ExtensionContext} context */
exports.activate = async ({ extensionUri, subscriptions }) => {
  const response = await fetch(vscode.Uri.joinPath(extensionUri, 'files.json').toString(true));
  /** @type {Record<string, string>} */
  const texts = JSON.parse(await response.text());
  /** @type {Map<string, File>} */
  const files = new Map();
  for (const [path, text] of Object.entries(texts)) {
    files.set(path, { bytes: new TextEncoder().encode(text), mtime: 1 });
  }
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider('vscode-test-web', new VirtualFiles(files), {
      isCaseSensitive: true,
    }),
  );
};

class VirtualFiles {
  /** @type {import('vscode').EventEmitter<import('vscode').FileChangeEvent[]>} */
  changes = new vscode.EventEmitter();
  onDidChangeFile = this.changes.event;

  /** @param {Map<string, File>} files by their paths */
  constructor(files) {
    this.files = files;
  }

  watch() {
    return { dispose: () => {} };
  }

  /** @param {Uri} uri */
  stat(uri) {
    const file = this.files.get(uri.path);
    if (file !== undefined) {
      const { mtime, bytes } = file;
      return { type: vscode.FileType.File, ctime: 1, mtime, size: bytes.length };
    }
    if (this.readDirectory(uri).length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.Directory, ctime: 1, mtime: 1, size: 0 };
  }

  /**
   * @param {Uri} uri
   * @returns {[string, import('vscode').FileType][]}
   */
  readDirectory({ path }) {
    const folder = path.endsWith('/') ? path : `${path}/`;
    const inside = [...this.files.keys()].filter((name) => name.startsWith(folder));
    const parts = inside.map((name) => name.slice(folder.length).split('/'));
    return [
      ...new Map(
        parts.map(([name = '', ...rest]) => [
          name,
          rest.length === 0 ? vscode.FileType.File : vscode.FileType.Directory,
        ]),
      ),
    ];
  }

  /** @param {Uri} uri */
  readFile(uri) {
    const file = this.files.get(uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file.bytes;
  }

  /**
   * @param {Uri} uri
   * @param {Uint8Array} bytes
   */
  writeFile(uri, bytes) {
    const before = this.files.get(uri.path);
    this.files.set(uri.path, { bytes, mtime: (before?.mtime ?? 0) + 1 });
    const { Created, Changed } = vscode.FileChangeType;
    this.changes.fire([{ type: before === undefined ? Created : Changed, uri }]);
  }

  /** @param {Uri} uri */
  delete(uri) {
    this.files.delete(uri.path);
    this.changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  /**
   * @param {Uri} from
   * @param {Uri} to
   */
  rename(from, to) {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }

  createDirectory() {}
}

/**
 * The interfaces of the Python extension that client/src/userPython.ts uses. The environment is
 * always the folder `chosen`.
 */

const { dirname } = require('node:path');
const vscode = require('vscode');

/** @param {string} path */
function inWorkspace(path) {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder === undefined ? '' : vscode.Uri.joinPath(folder, path).fsPath;
}

/** @param {{ path: string }} environment */
async function resolveEnvironment({ path }) {
  return {
    executable: { uri: vscode.Uri.file(path) },
    environment: { folderUri: vscode.Uri.file(dirname(dirname(path))) },
  };
}

exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: () => ({ path: inWorkspace('chosen/bin/python') }),
    resolveEnvironment,
    onDidChangeActiveEnvironmentPath: new vscode.EventEmitter().event,
  },
});

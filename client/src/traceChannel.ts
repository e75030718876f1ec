/**
 * The output channel for what passes between VS Code and the language server.
 *
 * Maps from: the setting `nativecompile.trace.server`. Maps to: a log that the language client's
 * library writes into. The library asks for the channel's log level "Trace" besides the setting,
 * which nobody would guess; with this channel the setting alone is enough. Knows nothing of what is
 * logged.
 */

import * as vscode from 'vscode';

const SETTING = 'nativecompile.trace.server';

export function makeTraceChannel(): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel('Native Compile Trace', { log: true });
  const emitter = new vscode.EventEmitter<vscode.LogLevel>();
  const isAsked = () => vscode.workspace.getConfiguration().get(SETTING, 'off') !== 'off';
  const level = () => (isAsked() ? vscode.LogLevel.Trace : channel.logLevel);
  const tell = () => emitter.fire(level());
  const subscriptions = [
    emitter,
    channel.onDidChangeLogLevel(tell),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) tell();
    }),
  ];
  return Object.create(channel, {
    logLevel: { get: level },
    onDidChangeLogLevel: { value: emitter.event },
    // At the usual level the channel itself would drop a trace.
    trace: { value: (text: string) => (isAsked() ? channel.info(text) : channel.trace(text)) },
    dispose: {
      value: () => {
        for (const subscription of subscriptions) subscription.dispose();
        channel.dispose();
      },
    },
  });
}

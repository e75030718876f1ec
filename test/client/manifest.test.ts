/** The manifest says what the product says: commands, settings, and that nothing it names is missing. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const { contributes } = manifest;
const commands: { command: string; title: string; category: string }[] = contributes.commands;
const settings: Record<string, { default?: unknown; scope?: string }> = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
);
const clientFolder = join(project, 'client', 'src');
const client = readdirSync(clientFolder)
  .map((name) => readFileSync(join(clientFolder, name), 'utf8'))
  .join('\n');

it('has every command, each in its category and each with code behind it', () => {
  expect(commands.map(({ command }) => command.replace('nativecompile.', ''))).toEqual([
    ...['showAssembly', 'showAssemblyForSelection', 'showBytecode', 'showMixed'],
    ...['goToAssembly', 'goToSource', 'toggleBytes', 'toggleSyntax', 'toggleSource'],
    ...['compareWithPrevious', 'pinSnapshot', 'compareWithPinned'],
    ...['runNatively', 'runNativelyWithArguments', 'verifyAgainstCPython', 'stop'],
    ...['showHints', 'hideHints', 'showRunData', 'hideRunData', 'clearRunData'],
    ...['copyMachineCode', 'exportObject'],
    ...['restartServer', 'showOutput', 'checkHelper', 'openWalkthrough'],
  ]);
  for (const { command, category } of commands) {
    expect(category).toBe('Native Compile');
    const name = command.replace('nativecompile.', '');
    expect(client, command).toMatch(new RegExp(`'(nativecompile\\.)?${name}'`));
  }
});

it('has every setting, with its default', () => {
  const defaults = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key.replace('nativecompile.', ''),
      value.default,
    ]),
  );
  expect(defaults).toEqual({
    'compile.trigger': 'onSave',
    'compile.delay': 200,
    'compile.maxFileSize': 1048576,
    'compile.exclude': [],
    'compile.excludeOpcodes': [],
    'helper.path': '',
    'helper.python': '',
    'run.args': [],
    'run.cwd': '',
    'run.env': {},
    'run.timeout': 0,
    'run.memoryLimit': 0,
    'run.saveBeforeRun': true,
    'run.tier': 'auto',
    'run.counters': 'lines',
    'diagnostics.enable': true,
    'diagnostics.severity': {},
    'diagnostics.syntaxErrors': false,
    'hints.enable': false,
    'hints.categories': {},
    'hover.content': 'full',
    'hover.maxRows': 12,
    'codeLens.enable': false,
    'inlayHints.enable': false,
    'view.syntax': 'intel',
    'view.showBytes': true,
    'view.interleaveSource': true,
    'trace.server': 'off',
  });
});

it('lets no workspace choose the helper, trusted or not', () => {
  for (const name of ['nativecompile.helper.path', 'nativecompile.helper.python']) {
    expect(settings[name]?.scope).toBe('machine');
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(name);
  }
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe('limited');
});

it('runs only in a trusted workspace with a usable helper', () => {
  for (const { when } of contributes.menus['editor/title/run']) {
    expect(when).toContain('isWorkspaceTrusted');
    expect(when).toContain('nativecompile.helperUsable');
  }
});

it('adds one icon to the editor, and menus name known commands', () => {
  const icons = contributes.menus['editor/title'].filter(({ group }: { group: string }) =>
    group.startsWith('navigation'),
  );
  expect(icons.map(({ command }: { command: string }) => command)).toEqual([
    'nativecompile.showAssembly',
  ]);
  const known = new Set(commands.map(({ command }) => command));
  const items = Object.values(contributes.menus).flat() as { command?: string }[];
  const unknown = items.flatMap(({ command }) => command ?? []).filter((name) => !known.has(name));
  expect(unknown).toEqual([]);
});

it('names no file that is not there', () => {
  const named: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && /^(\.\/)?(media|syntaxes)\/.*\.\w+$/.test(value)) {
      named.push(value);
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(collect);
    }
  };
  collect(manifest);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !existsSync(join(project, name)))).toEqual([]);
});

it('has a walkthrough of five steps', () => {
  const [walkthrough] = contributes.walkthroughs;
  expect(walkthrough.steps).toHaveLength(5);
});

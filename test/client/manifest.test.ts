/**
 * The manifest is in order: code behind what it names, nothing missing, nobody else choosing the
 * helper.
 */

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
const client = readdirSync(clientFolder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(clientFolder, name), 'utf8'))
  .join('\n');

it('has code behind every command', () => {
  for (const { command } of commands) {
    const name = command.replace('nativecompile.', '');
    expect(client, command).toMatch(new RegExp(`'(nativecompile\\.)?${name}'`));
  }
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

it('adds one icon to each kind of editor, and menus name known commands', () => {
  const icons = contributes.menus['editor/title'].filter(({ group }: { group: string }) =>
    group.startsWith('navigation'),
  );
  expect(
    icons.map(({ command, when }: { command: string; when: string }) => [when, command]),
  ).toEqual([
    ['resourceLangId == python', 'nativecompile.showAssembly'],
    ['resourceScheme == nativecompile', 'nativecompile.toggleTarget'],
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
  for (const { id, description } of walkthrough.steps) {
    // VS Code shows one backtick as it is; code stands between two.
    expect(description.replaceAll('``', ''), id).not.toContain('`');
  }
});

it('is debugged in a plain VS Code: no matcher of others, an address to attach to', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(project, '.vscode', name), 'utf8'));
  const matchers = read('tasks.json').tasks.flatMap(
    ({ problemMatcher }: { problemMatcher: unknown }) => JSON.stringify(problemMatcher),
  );
  // VS Code's own TypeScript support brings that one.
  expect(matchers.join('\n').match(/"\$[\w-]+"/g)).toEqual(['"$tsc"']);
  const attaching = read('launch.json').configurations.filter(
    ({ type, request }: { type: string; request: string }) =>
      type === 'node' && request === 'attach',
  );
  // By the name "localhost" the debugger did not find a server that listens on 127.0.0.1.
  expect(attaching.map(({ address }: { address: string }) => address)).toEqual(['127.0.0.1']);
});

/**
 * The manifest against the contract: for each command its title, when it is offered and in which
 * menus, and for each setting its default, its values and its scope. The tables are the product's,
 * in words; here they are data.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));

interface Item {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

const menus: Record<string, Item[]> = manifest.contributes.menus;
const submenu = 'nativecompile.context';
const overflow = 'editor/title, overflow';
const icon = 'editor/title, icon';
const run = 'editor/title/run';
const lineNumber = 'editor/lineNumber/context';

type Context = Readonly<Record<string, unknown>>;

const file: Context = {
  editorLangId: 'python',
  resourceLangId: 'python',
  resourceScheme: 'file',
  isWorkspaceTrusted: true,
  'nativecompile.helperUsable': true,
};
const listing: Context = {
  ...file,
  editorLangId: 'nativecompile-asm',
  resourceLangId: 'nativecompile-asm',
  resourceScheme: 'nativecompile',
};

/** Where somebody may be, as VS Code's context keys. */
const situations = {
  nothing: { isWorkspaceTrusted: true, 'nativecompile.helperUsable': true },
  python: file,
  selection: { ...file, editorHasSelection: true },
  untrusted: { ...file, isWorkspaceTrusted: false },
  helperless: { ...file, 'nativecompile.helperUsable': false },
  virtual: { ...file, resourceScheme: 'memfs' },
  listing,
  running: { ...file, 'nativecompile.running': true },
  hinted: { ...file, 'nativecompile.hintsShown': true },
  counted: { ...file, 'nativecompile.hasRunData': true },
  profiled: { ...file, 'nativecompile.hasProfile': true },
  countsShown: { ...file, 'nativecompile.hasRunData': true, 'nativecompile.runDataShown': true },
} satisfies Record<string, Context>;

type Situation = keyof typeof situations;

const everywhere = Object.keys(situations) as Situation[];
const inPython = everywhere.filter((name) => name !== 'nothing' && name !== 'listing');
const inEither: Situation[] = [...inPython, 'listing'];
const whereItRuns = inPython.filter(
  (name) => name !== 'untrusted' && name !== 'helperless' && name !== 'virtual',
);
const whereTrusted = inPython.filter((name) => name !== 'untrusted');

/** id: title, where the palette offers it, the menus that have it. */
const commands: Record<string, [string, Situation[], string[]]> = {
  showAssembly: ['Show Assembly to the Side', inPython, [icon]],
  showAssemblyOfFile: ['Show Assembly of the Whole File', inPython, [submenu]],
  showAssemblyForSelection: ['Show Assembly for Selection', ['selection'], [submenu]],
  showBytecode: ['Show Bytecode', inPython, [submenu]],
  showMixed: ['Show Source, Bytecode and Assembly', inPython, [submenu]],
  showControlFlowGraph: ['Show Control-Flow Graph', inEither, [overflow, submenu].sort()],
  goToAssembly: ['Go to Matching Assembly', inPython, [submenu]],
  goToSource: ['Go to Matching Source', ['listing'], [submenu]],
  nextDetail: ['Change Level of Detail', ['listing'], [overflow]],
  unfoldRow: ['Show or Hide What a Row Stands For', ['listing'], [overflow, submenu].sort()],
  listingOptions: ['How the Listing Is Written…', ['listing'], []],
  toggleBytes: ['Toggle Bytes', ['listing'], []],
  toggleSyntax: ['Toggle Intel–AT&T Syntax', ['listing'], []],
  toggleSource: ['Toggle Interleaved Source', ['listing'], []],
  showBytes: ['Show Bytes', ['listing'], [overflow]],
  hideBytes: ['Hide Bytes', [], [overflow]],
  useAttSyntax: ['Use AT&T Syntax', ['listing'], [overflow]],
  useIntelSyntax: ['Use Intel Syntax', [], [overflow]],
  showSourceLines: ['Show Source Lines', ['listing'], [overflow]],
  hideSourceLines: ['Hide Source Lines', [], [overflow]],
  toggleTarget: ['Toggle x86-32 / x86-64', ['listing'], [icon]],
  compareWith: ['Compare With…', inEither, [overflow]],
  compareWithPrevious: ['Compare Assembly With Previous Save', inEither, [overflow]],
  pinSnapshot: ['Pin Assembly Snapshot for Comparison', inEither, [overflow]],
  compareWithPinned: ['Compare Assembly With Pinned Snapshot', inEither, [overflow]],
  runNatively: ['Run Natively', whereItRuns, [run]],
  runNativelyWithArguments: ['Run Natively With Arguments…', whereItRuns, [run]],
  runAndProfile: ['Run and Profile', whereItRuns, [run]],
  measureAgainstPreviousSave: [
    'Measure Against the Previous Save',
    whereItRuns,
    [run, 'view/title'].sort(),
  ],
  verifyAgainstCPython: ['Run and Compare With CPython', whereItRuns, [run]],
  stop: ['Stop Native Run', ['running'], []],
  showHints: ['Show Performance Hints', inPython.filter((name) => name !== 'hinted'), [submenu]],
  hideHints: ['Hide Performance Hints', ['hinted'], [submenu]],
  showRunData: ['Show Execution Counts', ['counted'], [submenu]],
  hideRunData: ['Hide Execution Counts', ['countsShown'], [submenu]],
  clearRunData: ['Clear Execution Counts', ['counted', 'countsShown'], [submenu]],
  clearProfile: ['Clear Profile', ['profiled'], ['view/title']],
  saveProfile: ['Save Profile…', ['profiled'], ['view/title']],
  openHotLine: ['Go to Hot Line', [], []],
  showHotLineAssembly: ['Show Assembly of Hot Line', [], ['view/item/context']],
  fixHotLine: ['Fix Hot Line…', [], ['view/item/context']],
  copyMachineCode: ['Copy Machine Code…', inEither, [lineNumber, submenu].sort()],
  exportObject: ['Export ELF Object…', whereTrusted, []],
  switchTarget: ['Switch Target Between x86-32 and x86-64', everywhere, []],
  restartServer: ['Restart Language Server', everywhere, []],
  showOutput: ['Show Output', everywhere, []],
  checkHelper: ['Check the Helper', everywhere, []],
  openWalkthrough: ['Open Walkthrough', everywhere, []],
  openGlossary: ['Open Glossary', everywhere, []],
};

const idOf = (name: string): string => `nativecompile.${name}`;

/** Of VS Code's language of `when` clauses what the manifest uses. */
function holds(when: string | undefined, context: Context): boolean {
  if (when === undefined) return true;
  expect(when, 'a clause without parentheses outside of patterns').not.toMatch(/(^|[ !])\(/);
  return when.split(' || ').some((all) => all.split(' && ').every((term) => isTrue(term, context)));
}

function isTrue(term: string, context: Context): boolean {
  const [, key = '', operator, value = ''] = /^(\S+?)(?: (==|=~) (.+))?$/.exec(term.trim()) ?? [];
  if (operator === '==') return context[key] === value;
  if (operator === '=~') return new RegExp(value.slice(1, -1)).test(String(context[key]));
  return key.startsWith('!') ? !context[key.slice(1)] : Boolean(context[key]);
}

/**
 * The menus of a command besides the palette; of the editor's title, whether it is an icon there.
 */
function menusOf(id: string): string[] {
  return Object.entries(menus)
    .filter(([menu]) => menu !== 'commandPalette')
    .flatMap(([menu, items]) =>
      items
        .filter(({ command }) => command === id)
        .map(({ group }) => {
          if (menu !== 'editor/title') return menu;
          return group?.startsWith('navigation') ? icon : overflow;
        }),
    )
    .sort();
}

it('has the commands of the contract and no other', () => {
  const ids = manifest.contributes.commands.map(({ command }: Item) => command);
  expect(ids).toEqual(Object.keys(commands).map(idOf));
});

describe.each(Object.entries(commands))('%s', (name, [title, offered, places]) => {
  const id = idOf(name);

  it('has its title, in its category', () => {
    const found = manifest.contributes.commands.find(({ command }: Item) => command === id);
    expect([found.title, found.category]).toEqual([title, 'Native Compile']);
  });

  it('is offered by the palette where it can do something', () => {
    const inPalette = menus.commandPalette?.filter(({ command }) => command === id) ?? [];
    const found = everywhere.filter((situation) =>
      inPalette.every(({ when }) => holds(when, situations[situation])),
    );
    expect(found).toEqual(everywhere.filter((situation) => offered.includes(situation)));
  });

  it('is in its menus, and there too only where it can do something', () => {
    expect(menusOf(id)).toEqual(places);
    const items = Object.entries(menus)
      .filter(([menu]) => menu !== 'commandPalette')
      .flatMap(([, entries]) => entries.filter(({ command }) => command === id));
    for (const { when } of items) {
      const shown = everywhere.filter((situation) => holds(when, situations[situation]));
      expect(offered).toEqual(expect.arrayContaining(shown));
    }
  });
});

const onOff: unknown[] = [true, false];

/** key: default, values where only some are allowed, scope. */
const settings: Record<string, [unknown, unknown[] | null, string]> = {
  target: ['x86-32', ['x86-32', 'x86-64'], 'resource'],
  'compile.trigger': ['onSave', ['onSave', 'onType', 'manual'], 'resource'],
  'compile.delay': [200, null, 'resource'],
  'compile.maxFileSize': [1024 * 1024, null, 'resource'],
  'compile.exclude': [[], null, 'resource'],
  'compile.excludeOpcodes': [[], null, 'resource'],
  'helper.path': ['', null, 'machine'],
  'helper.python': ['', null, 'machine'],
  'run.args': [[], null, 'resource'],
  'run.cwd': ['', null, 'resource'],
  'run.env': [{}, null, 'resource'],
  'run.timeout': [0, null, 'resource'],
  'run.memoryLimit': [0, null, 'resource'],
  'run.saveBeforeRun': [true, onOff, 'resource'],
  'run.tier': ['auto', ['auto', 'baseline', 'optimized'], 'resource'],
  'run.counters': ['lines', ['off', 'functions', 'lines'], 'resource'],
  'diagnostics.enable': [true, onOff, 'resource'],
  'diagnostics.severity': [{}, null, 'resource'],
  'diagnostics.syntaxErrors': [false, onOff, 'resource'],
  'hints.enable': [false, onOff, 'resource'],
  'hints.categories': [{}, null, 'resource'],
  'hints.inProblems': [false, onOff, 'resource'],
  'hover.content': ['full', ['summary', 'full'], 'resource'],
  'hover.maxRows': [16, null, 'resource'],
  'codeLens.enable': [false, onOff, 'resource'],
  'inlayHints.enable': [false, onOff, 'resource'],
  'view.syntax': ['intel', ['intel', 'att'], 'resource'],
  'view.detail': ['essential', ['essential', 'hot', 'all'], 'resource'],
  'view.showBytes': [false, onOff, 'resource'],
  'view.interleaveSource': [true, onOff, 'resource'],
  'trace.server': ['off', ['off', 'messages', 'verbose'], 'window'],
};

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: unknown[];
  readonly scope: string;
  readonly markdownDescription: string;
}

it('has the settings of the contract alone, with their defaults, values and scopes', () => {
  const properties: Record<string, Setting> = Object.assign(
    {},
    ...manifest.contributes.configuration.map((part: { properties: object }) => part.properties),
  );
  const found = Object.fromEntries(
    Object.entries(properties).map(([key, setting]) => {
      const values = setting.type === 'boolean' ? onOff : (setting.enum ?? null);
      return [key.replace('nativecompile.', ''), [setting.default, values, setting.scope]];
    }),
  );
  expect(found).toEqual(settings);
  for (const [key, { markdownDescription }] of Object.entries(properties)) {
    expect(markdownDescription, key).toMatch(/^[A-Z].*[.`]$/s);
  }
});

it('has at most ten settings on the first page', () => {
  const [first] = manifest.contributes.configuration;
  expect(first.order).toBe(0);
  expect(Object.keys(first.properties).length).toBeLessThanOrEqual(10);
});

it('knows the severity of every diagnostic, and can turn every kind of hint off', () => {
  const [severity, categories] = ['diagnostics.severity', 'hints.categories'].map((name) => {
    const parts: { properties: Record<string, { properties: Record<string, unknown> }> }[] =
      manifest.contributes.configuration;
    const part = parts.find(({ properties }) => idOf(name) in properties);
    return Object.keys(part?.properties[idOf(name)]?.properties ?? {});
  });
  const reported = ['NC001', 'NC002', 'NC101', 'NC102', 'NC103', 'NC104'];
  const hints = ['NC201', 'NC202', 'NC203', 'NC204'];
  const ofRuns = ['NC301', 'NC302', 'NC401', 'NC402'];
  expect(severity).toEqual([...reported, ...hints, ...ofRuns]);
  expect(categories).toEqual(hints);
});

/**
 * What people come for, in a real VS Code with the packed extension: machine code on hover and
 * beside the source, the cursor tied to it, findings, comparisons. The tests come in the order of a
 * person's first hour.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hot } from './programs.js';
import { decorationsOf, remembers, textOf, topOf } from './screen.js';
import { quickFixes } from './mending.js';
import { describeInBrowser } from './session.js';
import { editorArea, SHORT } from './window.js';
import type { Workbench } from './workbench.js';

/** A class with blank lines in it. */
const counter = `class Counter:
    start = 1

    def __init__(self):
        self.value = self.start

    def add(self, other):

        return self.value + other


print(Counter().add(2))
`;

const files = {
  'counter.py': counter,
  'hot.py': hot,
  'again.py': hot,
  'greet me.py': "def greet(name):\n    return f'Hello, {name}!'\n",
};

describeInBrowser('the editor', { files: () => files }, (running) => {
  const source = (vscode: Workbench) => vscode.editor('hot.py');
  const listing = (vscode: Workbench, title = 'dot · x86-32') => vscode.editor(title);
  const marks = (editor: ReturnType<typeof source>) =>
    editor.locator('.glyph-margin-widgets .cgmr').count();
  /** Where a tab says that its listing is stale. */
  const isStale = async (vscode: Workbench) =>
    (await decorationsOf(vscode.page.locator('.tab[aria-label^="dot · x86-32"]'))).includes('≠');

  /** hot.py with its assembly beside it. */
  async function openBoth(): Promise<Workbench> {
    const vscode = running();
    await vscode.openFile('hot.py');
    await vscode.clickOn(source(vscode), 'b[i]');
    await vscode.page.locator('.editor-actions [aria-label^="Show Assembly to the Side"]').click();
    await vscode.until('the rows of b[i]', async () => (await marks(listing(vscode))) > 0);
    return vscode;
  }

  it('shows machine code on hover', async () => {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    const text = await vscode.hover(editor, '[i] *');
    expect(text).toContain('BINARY_SUBSCR');
    expect(text).toMatch(/[0-9a-f]{4} {2}▸ \d+ instructions, \d+ bytes +; i is an int\?/);
    expect(text).toMatch(/Line 4: .* type checks, .* inline/);
    expect(text).toContain('Show assembly');
    await vscode.screenshot('hover', { ...editorArea, width: 880, height: 400 });
  });

  it('leaves folding, and marks of the same word, to VS Code in Python files', async () => {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    expect(await vscode.hover(editor, '[i] *')).toContain('BINARY_SUBSCR');
    await vscode.press('Escape');
    await vscode.clickOn(editor, 'total');
    await vscode.until('marks at the other places of a word', async () => {
      return (await editor.locator('.cdr[class*="wordHighlight"]').count()) >= 3;
    });
    await vscode.command('Fold All');
    await vscode.until('a folded function', async () => {
      const text = await textOf(editor);
      return text.includes('def dot') && !text.includes('total += a[i]');
    });
    await vscode.command('Unfold All');
  });

  it('opens the function at the cursor beside the source from the one icon', async () => {
    const vscode = await openBoth();
    const text = await textOf(listing(vscode));
    expect(text).toMatch(/ {2}[0-9a-f]{4} {2}mov +\w+/);
    expect(text).toMatch(/ {2}[0-9a-f]{4} {2}▸ \d+ instructions/);
    expect(text).not.toContain('<module>');
    const tab = vscode.page.locator('.tab[aria-label^="dot · x86-32"]');
    expect(await tab.count()).toBe(1);
  });

  it('changes the level of detail by one key, and remembers it', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(listing(vscode), 'mov ');
    const state = (level: string) =>
      vscode.until(`the level ${level} in the status bar`, () =>
        vscode.page
          .locator('.statusbar-item', { hasText: `${level} · x86-32 · Intel` })
          .first()
          .isVisible(),
      );
    await state('Essential');
    await vscode.screenshot('level essential', editorArea);
    await vscode.press('d');
    await state('Straight Path');
    await vscode.until('the straight path', async () =>
      / {2}[0-9a-f]{4} {2}cmp .*PyLong_Type/.test(await textOf(listing(vscode))),
    );
    await vscode.screenshot('level hot', editorArea);
    await vscode.press('d');
    await state('Everything');
    await vscode.press('d');
    await state('Essential');
    await vscode.until('the essential rows again', async () =>
      / {2}▸ \d+ instructions?, /.test(await textOf(listing(vscode))),
    );
  });

  it('unfolds a row that stands for others by Enter, and folds it again', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(listing(vscode), 'i is an int');
    await vscode.press('Enter');
    await vscode.until('what it stands for', async () =>
      / {2}[0-9a-f]{4} {2}▾ [\s\S]*cmp .*PyLong_Type/.test(await textOf(listing(vscode))),
    );
    await vscode.screenshot('unfolded', editorArea);
    await vscode.press('Enter');
    await vscode.until('the folded row', async () => {
      const text = await textOf(listing(vscode));
      return text.includes('i is an int') && !text.includes('▾');
    });
  });

  it('opens the whole file by a command', async () => {
    const vscode = running();
    await vscode.openFile('hot.py');
    await vscode.clickOn(source(vscode), 'b[i]');
    await vscode.command('Native Compile: Show Assembly of the Whole File');
    await vscode.until('the module', async () =>
      (await textOf(listing(vscode, 'hot.py · x86-32'))).includes('total += a[i]'),
    );
  });

  it('compares with the other target', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'b[i]');
    await vscode.command('Native Compile: Compare With…');
    const row = '.quick-input-list .monaco-list-row[aria-label^="The Same for x86-64"]';
    await vscode.page.locator(row).click();
    await vscode.until('a comparison', () =>
      vscode.page.locator('.monaco-diff-editor .line-insert').first().isVisible(),
    );
    await vscode.screenshot('compare targets');
  });

  it('marks the rows of the place of the cursor, with a shape in the gutter', async () => {
    const vscode = await openBoth();
    expect(await textOf(listing(vscode))).toContain('total += a[i] * b[i]');
    await vscode.screenshot('assembly', editorArea);
    await vscode.clickOn(source(vscode), 'return');
    await vscode.until('the other line in the listing', async () =>
      (await textOf(listing(vscode))).includes('return total'),
    );
  });

  it('marks the source of the row of the cursor', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'range');
    await vscode.until('the loop in the listing', async () =>
      (await textOf(listing(vscode))).includes('for i in range(len(a)):'),
    );
    await vscode.clickOn(listing(vscode), 'rt_get_iter');
    await vscode.until('marks in the source', async () => (await marks(source(vscode))) > 0);
    await vscode.screenshot('tie-from-listing');
  });

  it('writes the listing in other ways, at the same place', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'range');
    await vscode.until('the loop in the listing', async () =>
      (await textOf(listing(vscode))).includes('for i in range(len(a)):'),
    );
    await vscode.clickOn(listing(vscode), 'rt_get_iter');
    await vscode.command('Native Compile: Toggle Bytes');
    await vscode.until('a listing with bytes', async () =>
      / {2}[0-9a-f]{4} {2}([0-9a-f]{2} )+ *mov /.test(await textOf(listing(vscode))),
    );
    await vscode.command('Native Compile: Toggle Intel–AT&T Syntax');
    await vscode.until('AT&T syntax at the same place', async () => {
      const text = await textOf(listing(vscode));
      return /%e[a-d]x/.test(text) && text.includes('for i in range(len(a)):');
    });
    await vscode.screenshot('att');
    await vscode.command('Native Compile: Toggle Interleaved Source');
    await vscode.until('a listing without source', async () => {
      const text = await textOf(listing(vscode));
      return /%e[a-d]x/.test(text) && !text.includes('for i in range');
    });
    const tabs = vscode.page.locator('.tab[aria-label^="dot · x86-32"]');
    await vscode.until('one tab', async () => (await tabs.count()) === 1);
  });

  it('shows bytecode, and all three together', async () => {
    const vscode = running();
    await vscode.openFile('hot.py');
    await vscode.clickOn(source(vscode), 'total', 1);
    await vscode.command('Native Compile: Show Bytecode');
    await vscode.until('bytecode alone', async () => {
      const text = await textOf(listing(vscode, 'dot · bytecode'));
      return text.includes('LOAD_FAST') && !/\bmov\b/.test(text);
    });
    await vscode.command('Native Compile: Show Source, Bytecode and Assembly');
    const text = await vscode.until('the mixed listing', async () => {
      const seen = await textOf(listing(vscode, 'dot · mixed'));
      return seen.includes('LOAD_FAST 2 (total)') && /\bmov\b/.test(seen) ? seen : null;
    });
    expect(text).toContain('stack: [');
    await vscode.screenshot('mixed');
  });

  it('says why a command can do nothing', async () => {
    const vscode = running();
    await vscode.openFile('hot.py');
    await vscode.command('Native Compile: Compare Assembly With Pinned Snapshot');
    await vscode.until('the reason', async () =>
      (await vscode.notifications()).includes('Nothing is pinned for this file yet'),
    );
  });

  it('has no badge while nothing differs: what was typed and undone is not stale', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'return');
    await vscode.press('End');
    await vscode.type(' + 1');
    await vscode.until('the badge', () => isStale(vscode));
    for (let step = 0; step < 4; step += 1) await vscode.press('Control+z');
    await vscode.until(
      'a clean file',
      async () => (await vscode.page.locator('.tab.dirty').count()) === 0,
    );
    await vscode.until('no badge', async () => !(await isStale(vscode)));
  });

  it('leaves the listing where it is while the cursor is on a blank line of a class', async () => {
    const vscode = running();
    const editor = await vscode.openFile('counter.py');
    const shown = vscode.editor('counter.py · x86-32');
    await vscode.clickOn(editor, 'return');
    await vscode.command('Native Compile: Show Assembly of the Whole File');
    // A blank line is above each of these.
    for (const word of ['return', 'add', '__init__']) {
      await vscode.clickOn(editor, word);
      await vscode.until(`the rows of ${word}`, async () => (await marks(shown)) > 0);
      const top = () => topOf(shown);
      const before = await vscode.settled('the top of the listing', top);
      await vscode.press('ArrowUp');
      await vscode.until('no marks on a blank line', async () => (await marks(shown)) === 0);
      expect(await vscode.settled('the top of the listing', top)).toBe(before);
    }
  });

  it('keeps the last good listing, with a badge and a banner, during an error', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'return');
    await vscode.until('the return in the listing', async () =>
      (await textOf(listing(vscode))).includes('return total'),
    );
    const top = () => topOf(listing(vscode));
    const atFirst = await vscode.settled('the top of the listing', top);
    await vscode.press('End');
    await vscode.type(' +');
    await vscode.press('Control+s');
    await vscode.until('the badge', () => isStale(vscode));
    expect(await vscode.settled('the top of the stale listing', top)).toBe(atFirst);
    const text = await vscode.until('the banner', async () => {
      await vscode.clickOn(listing(vscode), 'mov ');
      await vscode.press('Control+Home');
      const seen = await textOf(listing(vscode));
      return seen.includes('STALE') ? seen : null;
    });
    expect(text).toMatch(/error in line 5/);
    await vscode.screenshot('stale');
    await vscode.clickOn(source(vscode), 'return');
    await vscode.press('End', 'Backspace', 'Backspace');
    await vscode.press('Control+s');
    await vscode.until('no badge', async () => !(await isStale(vscode)));
    await vscode.until('no banner', async () => {
      await vscode.clickOn(listing(vscode), 'mov ');
      await vscode.press('Control+Home');
      const seen = await textOf(listing(vscode));
      return seen.includes('dot:') && !seen.includes('STALE');
    });
  });

  it('compares with the previous save', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'total = 0');
    await vscode.press('End');
    await vscode.type('.5');
    await vscode.press('Control+s');
    // The listing tells when the new state is compiled.
    await vscode.until('the new source in the listing', async () =>
      (await textOf(listing(vscode))).includes('total = 0.5'),
    );
    await vscode.command('Native Compile: Compare Assembly With Previous Save');
    await vscode.until('a comparison', () =>
      vscode.page.locator('.monaco-diff-editor .line-insert').first().isVisible(),
    );
    await vscode.screenshot('compare');
    const saved = readFileSync(join(vscode.workspace, 'hot.py'), 'utf8');
    expect(saved).toBe(hot.replace('total = 0', 'total = 0.5'));
  });

  it('warns of what leaves native code, and a quick fix removes the reason', async () => {
    const vscode = running();
    await vscode.setting('nativecompile.compile.excludeOpcodes', ['FORMAT_VALUE']);
    const editor = await vscode.openFile('greet me.py');
    const warnings = editor.locator('.squiggly-warning');
    await vscode.until('the warning', () => warnings.first().isVisible());
    const text = await vscode.hover(editor, '{name}');
    expect(text).toContain('FORMAT_VALUE');
    expect(text).toContain('NC101');
    await vscode.press('Escape');
    const fixes = await quickFixes(vscode, editor, '{name}');
    await vscode.screenshot('fix', { ...editorArea, width: 580, height: 240 });
    const titles = (await fixes.allTextContents()).join('\n');
    expect(titles).toContain('interpreted');
    expect(titles).toMatch(/[Ii]gnore/);
    await fixes.first().click();
    await vscode.until('the rewritten text', async () => !/f'/.test(await textOf(editor)));
    await vscode.press('Control+s');
    await vscode.until('no warning', async () => (await warnings.count()) === 0);
    await vscode.screenshot('fixed');
    await vscode.setting('nativecompile.compile.excludeOpcodes', []);
  });

  it('shows the assembly of a file with a space in its name', async () => {
    const vscode = running();
    await vscode.clickOn(await vscode.openFile('greet me.py'), 'return');
    await vscode.command('Native Compile: Show Assembly to the Side');
    await vscode.until('its listing', async () =>
      /greet me\.py · greet\(name\)/.test(await textOf(vscode.editor('greet · x86-32'))),
    );
  });

  it('shows the state of the helper where VS Code shows that of languages', async () => {
    const vscode = running();
    const editor = await vscode.openFile('hot.py');
    await vscode.hover(editor, '[i] *');
    await vscode.press('Escape');
    const text = await vscode.until('the status', async () => {
      const hover = vscode.page.locator('.hover-language-status');
      if (!(await hover.first().isVisible())) {
        await vscode.page.locator('#status\\.languageStatus').click({ timeout: SHORT });
      }
      const seen = (await hover.allTextContents()).join(' ');
      return seen.includes('CPython 3.11') ? seen : null;
    });
    expect(text).toContain('Native Compile');
    await vscode.screenshot('status');
    await vscode.press('Escape');
    await vscode.command('Native Compile: Check the Helper');
    await vscode.until('the check', async () =>
      (await vscode.notifications()).includes('The helper is there and works'),
    );
  });

  it('restores a listing when the window is loaded again', async () => {
    const vscode = running();
    // A file of its own: a note of another listing may be an old one, not yet written over.
    await vscode.openFile('again.py');
    await vscode.command('Native Compile: Show Assembly of the Whole File');
    const isShown = async () => /\bmov\b/.test(await textOf(vscode.editor('again.py · x86-32')));
    await vscode.until('the listing', isShown);
    await vscode.until('a note of the listing', () =>
      remembers(vscode.page, 'openListings', 'again.py'),
    );
    await vscode.open();
    // VS Code itself does not always remember what was opened a moment before; the extension begins
    // with a Python file.
    await vscode.openFile('again.py');
    await vscode.until('the listing again', isShown);
  });

  it('compiles what another program has written', async () => {
    const vscode = await openBoth();
    writeFileSync(join(vscode.workspace, 'hot.py'), hot.replace('[i] * b', '[i] - b'));
    // VS Code may have noticed by itself already, or not yet.
    await vscode.clickOn(source(vscode), 'total +=');
    await vscode.command('File: Revert File');
    await vscode.until('the new text', async () =>
      (await textOf(source(vscode))).includes('a[i] - b[i]'),
    );
    await vscode.until('its machine code', async () => {
      const text = await vscode.hover(source(vscode), '[i] -');
      await vscode.press('Escape');
      return text.includes('BINARY_SUBSCR') && !text.includes('stale');
    });
    expect(await isStale(vscode)).toBe(false);
  });

  it('follows a file that gets another name', async () => {
    const vscode = running();
    await vscode.openFile('again.py');
    await vscode.command('Native Compile: Show Assembly of the Whole File');
    await vscode.until('the listing', async () =>
      (await textOf(vscode.editor('again.py · x86-32'))).includes('again.py · '),
    );
    const row = vscode.page.locator('.explorer-folders-view .monaco-list-row', {
      hasText: 'again.py',
    });
    const box = vscode.page.locator('.explorer-folders-view .explorer-item-edited input');
    await vscode.until('the new name', async () => {
      await row.first().click({ timeout: SHORT });
      await vscode.press('F2');
      await box.fill('other.py', { timeout: SHORT });
      await box.press('Enter');
      return true;
    });
    await vscode.until('its listing', async () =>
      (await textOf(vscode.editor('other.py · x86-32'))).includes('other.py · '),
    );
    const old = vscode.page.locator('.tab[aria-label^="again.py · x86-32"]');
    await vscode.until('no old listing', async () => (await old.count()) === 0);
  });

  it('writes nothing that nobody saved', async () => {
    const vscode = await openBoth();
    await vscode.clickOn(source(vscode), 'return');
    await vscode.press('End');
    await vscode.type(' * 2');
    await vscode.until('an unsaved file', () =>
      vscode.page.locator('.tab.dirty[aria-label^="hot.py"]').first().isVisible(),
    );
    await vscode.command('Native Compile: Show Source, Bytecode and Assembly');
    await vscode.until('the mixed listing', async () =>
      (await textOf(listing(vscode, 'dot · mixed'))).includes('LOAD_FAST'),
    );
    expect(readFileSync(join(vscode.workspace, 'hot.py'), 'utf8')).toBe(hot);
  });
});

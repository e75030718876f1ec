/**
 * The control-flow graph beside the source: what it shows, where clicks and keys lead, and themes.
 */

import type { FrameLocator, Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { hot } from './programs.js';
import { textOf } from './screen.js';
import { describeInBrowser } from './session.js';
import type { Workbench } from './workbench.js';

const careful = `def read(path):
    try:
        with open(path) as file:
            return [line for line in file if line] or None
    except OSError as error:
        print(error)
    finally:
        print('done')
`;

const files = { 'hot.py': hot, 'careful.py': careful, 'wrong.py': 'def f(:\n' };

describeInBrowser('control-flow graphs', { files: () => files }, (running) => {
  const source = (vscode: Workbench) => vscode.editor('hot.py');

  /** What a webview shows is in a frame in a frame. */
  function page(vscode: Workbench): FrameLocator {
    return vscode.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  async function show(name: string, word: string): Promise<[Workbench, FrameLocator]> {
    const vscode = running();
    await vscode.openFile(name);
    await vscode.clickOn(vscode.editor(name), word);
    await vscode.command('Native Compile: Show Control-Flow Graph');
    const graph = page(vscode);
    await vscode.until('the graph', async () => (await graph.locator('.block').count()) > 0);
    return [vscode, graph];
  }

  const block = (graph: FrameLocator, text: string): Locator =>
    graph.locator('.block', { hasText: text });

  async function isAtLine(vscode: Workbench, line: number): Promise<void> {
    await vscode.until(`line ${line}`, async () =>
      vscode.page.locator('.statusbar-item', { hasText: `Ln ${line},` }).isVisible(),
    );
  }

  it('shows blocks with their lines beside the source, and a click goes there', async () => {
    const [vscode, graph] = await show('hot.py', 'total +=');
    expect(await graph.locator('.block').count()).toBe(4);
    expect(await graph.locator('.edge text').allTextContents()).toEqual(['no more', 'item']);
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('graph-dark');
    await block(graph, 'return total').click();
    await isAtLine(vscode, 5);
    // The cursor's block is marked.
    await vscode.until('the mark', async () =>
      (await block(graph, 'return total').getAttribute('class'))!.includes('current'),
    );
  });

  it('goes to the rows of the listing with the modifier, and by keys alone', async () => {
    const [vscode, graph] = await show('hot.py', 'total +=');
    await block(graph, 'return total').click({ modifiers: ['Control'] });
    const listing = vscode.editor('dot · x86-32');
    await vscode.until('the listing at the return', async () =>
      (await textOf(listing)).includes('return total'),
    );
    await block(graph, 'start').focus();
    await vscode.press('Tab', 'Tab', 'Enter');
    await isAtLine(vscode, 3);
  });

  it('is drawn anew when the file is saved, and with more detail', async () => {
    const [vscode, graph] = await show('hot.py', 'return');
    await vscode.clickOn(source(vscode), 'return');
    await vscode.press('End');
    await vscode.type(' or None');
    await vscode.press('Control+s');
    await vscode.until('the new source', () => block(graph, 'total?').first().isVisible());
    await graph.locator('#detail').selectOption('hot');
    await vscode.until('bytecode', () => block(graph, 'BINARY_SUBSCR').first().isVisible());
    const before = await graph.locator('svg').boundingBox();
    await graph.locator('#larger').click();
    await vscode.until('a larger picture', async () => {
      const now = await graph.locator('svg').boundingBox();
      return now!.width > before!.width * 1.1;
    });
  });

  it('has thick edges after a run', async () => {
    const [vscode, graph] = await show('hot.py', 'total +=');
    await vscode.clickOn(source(vscode), 'total +=');
    await vscode.command('Native Compile: Run Natively');
    await vscode.until('counts', async () => (await graph.locator('.block .count').count()) > 0);
    expect(await block(graph, 'i = next').locator('.count').textContent()).toBe('3×');
    await vscode.screenshot('graph-counted');
  });

  it('follows a light theme, and high contrast', async () => {
    const [vscode, graph] = await show('careful.py', 'return');
    await vscode.setting('workbench.colorTheme', 'Default Light Modern');
    const colour = async () =>
      graph.locator('body').evaluate((body) => {
        type Styles = { getComputedStyle(node: unknown): { backgroundColor: string } };
        return (globalThis as unknown as Styles).getComputedStyle(body).backgroundColor;
      });
    await vscode.until('white paper', async () => (await colour()) === 'rgb(255, 255, 255)');
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('graph-light');
    await vscode.setting('workbench.colorTheme', 'Default High Contrast');
    await vscode.until('black paper', async () => (await colour()) === 'rgb(0, 0, 0)');
    const painted = (selector: string, what: 'fill' | 'stroke') =>
      graph
        .locator(selector)
        .first()
        .evaluate((node, property) => {
          type Styles = { getComputedStyle(node: unknown): Record<string, string> };
          return (globalThis as unknown as Styles).getComputedStyle(node)[property];
        }, what);
    expect(await painted('.edge.exception > path', 'stroke')).toMatch(/^rgb\(/);
    expect(await painted('.block.current > rect', 'fill')).not.toBe(
      await painted('.block.current text.words', 'fill'),
    );
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot('graph-high-contrast');
    await vscode.setting('workbench.colorTheme', 'Default Dark Modern');
  });

  it('says in a sentence why there is none', async () => {
    const vscode = running();
    await vscode.openFile('wrong.py');
    await vscode.clickOn(vscode.editor('wrong.py'), 'def');
    await vscode.command('Native Compile: Show Control-Flow Graph');
    await vscode.until('the reason', async () =>
      (await vscode.notifications()).includes('wrong.py has an error in line 1'),
    );
  });
});

/**
 * The page on which people write Python and read its machine code, as any static web server has it.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildPlayground, playgroundFolder } from '../../scripts/playground.mjs';
import { serveFolder } from '../../scripts/serveFolder.mjs';
import { patience } from '../harness/patience.mjs';
import { project, say } from './install.js';
import { screenshots } from './window.js';

const prepared = inject('visualStudioCode');
const LONG = patience(200);
/** After which keys that were lost are pressed again. */
const SHORT = 500;

/** What the tests read of a page; this project's types know no browser. */
interface Rules {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

describe.skipIf(typeof prepared === 'string')('the playground', () => {
  let served: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    if (typeof prepared === 'string') return;
    await buildPlayground();
    served = await serveFolder(playgroundFolder);
    const args = ['--no-sandbox', '--disable-gpu'];
    browser = await chromium.launch({ executablePath: prepared.chromium, args });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(LONG);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('requestfailed', (request) => problems.push(request.url()));
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(served.address)) {
        problems.push(`asks for ${request.url()}`);
      }
    });
  }, LONG);

  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  const lines = async (editor: 'source' | 'listing'): Promise<string> =>
    (await page.locator(`#${editor} .view-line`).allTextContents())
      .join('\n')
      .replaceAll('\u00a0', ' ');
  const shows = (text: RegExp): Promise<void> =>
    expect.poll(() => lines('listing'), { timeout: LONG }).toMatch(text);
  /**
   * Presses keys at the top of the listing until it shows something: it may still be the one before
   * when they are pressed, and a new one shows the rows of the source's cursor.
   */
  const fromTheTop = (text: RegExp, ...keys: string[]): Promise<void> => {
    const look = async (): Promise<string> => {
      const seen = await lines('listing');
      if (text.test(seen)) return seen;
      await page.locator('#listing [role="textbox"]').focus();
      for (const key of ['Control+Home', ...keys]) await page.keyboard.press(key);
      await page.waitForTimeout(SHORT);
      return await lines('listing');
    };
    return expect.poll(look, { timeout: LONG }).toMatch(text);
  };
  const shoot = (name: string) =>
    page.screenshot({ path: join(screenshots, `playground-${name}.png`) });

  /** What axe-core finds wrong for those who see, hear or type otherwise. */
  async function obstacles(): Promise<string[]> {
    await page.evaluate(
      readFileSync(join(project, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'),
    );
    const found = (await page.evaluate('axe.run()')) as Rules;
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
  }

  it('paints at once, and shows a first listing soon, of less than 20 MB', async () => {
    await page.goto(served.address);
    await shows(/imul/);
    const times = (await page.evaluate(
      `Object.fromEntries(['paint', 'mark']
        .flatMap((type) => performance.getEntriesByType(type))
        .map(({ name, startTime }) => [name, Math.round(startTime)]))`,
    )) as Record<string, number>;
    const megabytes = served.bytes() / 1e6;
    say(`the playground, in ms: ${JSON.stringify(times)}; ${megabytes.toFixed(1)} MB`);
    expect(megabytes).toBeLessThan(20);
    // An idle machine needs 1 and 6 seconds; others work on this one.
    expect(times['first-contentful-paint']).toBeLessThan(patience(7));
    expect(times.listing).toBeLessThan(patience(40));
    expect(await page.locator('#status').textContent()).toBe('Compiled with CPython 3.11.3.');
    await expect
      .poll(() => page.locator('#listing .same-expression').count(), { timeout: LONG })
      .toBeGreaterThan(0);
    await shoot('light');
    expect(problems).toEqual([]);
  });

  it('ties the cursors of both sides, and explains instructions', async () => {
    await page.locator('#listing .view-line', { hasText: 'imul' }).first().click();
    await expect
      .poll(() => page.locator('#source .expression').count(), { timeout: LONG })
      .toBeGreaterThan(0);
    await page
      .locator('#listing .view-line span', { hasText: /^imul$/ })
      .first()
      .hover();
    await expect
      .poll(() => page.locator('.monaco-hover-content').allTextContents(), { timeout: LONG })
      .toContainEqual(expect.stringContaining('Multiplies'));
    await shoot('tied');
    await page.keyboard.press('Escape');
  });

  it('shows another processor, other views and levels, and what a row stands for', async () => {
    await page.selectOption('#target', 'x86-64');
    await shows(/\br(?:[a-d]x|[sd]i|1\d)\b/);
    await page.selectOption('#view', 'bytecode');
    await shows(/BINARY_OP/);
    await page.selectOption('#view', 'assembly');
    await shows(/▸/);
    await fromTheTop(/▾/, ...Array<string>(4).fill('ArrowDown'), 'Enter');
    await page.selectOption('#extent', 'file');
    await fromTheTop(/<module> · x86-64/);
  });

  it('tells what is wrong with the text, and compiles what is right again', async () => {
    const write = async (text: string): Promise<void> => {
      await page.locator('#source .view-line').first().click();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    };
    const says = (text: RegExp): Promise<void> =>
      expect.poll(() => page.locator('#status').textContent(), { timeout: LONG }).toMatch(text);
    await write('x = = 1\n');
    await says(/^Line 1: invalid syntax$/);
    await write('answer = 41 * 1.5\n');
    await shows(/answer = 41/);
    await says(/^Compiled/);
  });

  it('opens a link as it was left, dark and narrow too, and is open to all', async () => {
    await expect.poll(() => page.url(), { timeout: LONG }).toMatch(/#s=/);
    await page.waitForTimeout(1_000);
    const link = page.url();
    await page.goto('about:blank');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 600, height: 900 });
    await page.goto(link);
    await shows(/answer = 41/);
    expect(await lines('source')).toContain('answer = 41');
    expect(await page.locator('#target').inputValue()).toBe('x86-64');
    await shoot('dark-narrow');
    expect(await obstacles()).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await obstacles()).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('is used with the keyboard alone', async () => {
    await page.locator('#example').focus();
    const focused: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      focused.push(
        String(
          await page.evaluate(
            'document.activeElement.id || document.activeElement.ariaLabel || ' +
              'document.activeElement.className',
          ),
        ),
      );
      await page.keyboard.press('Tab');
    }
    expect(focused.slice(0, 6)).toEqual(['example', 'target', 'view', 'detail', 'extent', 'link']);
    expect(focused[6]).toMatch(/Python, to be edited/);
  });
});

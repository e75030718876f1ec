/** The glossary's page says what hovers say, and has every word that rows of a listing use. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { purposes } from '../../server/src/compiler/masm/purposes.js';
import { glossary, meaningsIn } from '../../server/src/language/glossary.js';
import { purposeWords } from '../../server/src/language/summaries.js';
import { project } from '../cli/command.js';

const page = readFileSync(join(project, 'docs', 'glossary.md'), 'utf8');

it('has the sentences of the hovers', () => {
  const rows = page.split('\n').map((row) => row.replace(/ +/g, ' '));
  for (const [word, meaning] of Object.entries(glossary)) {
    expect(rows).toContain(`| ${word} | ${meaning} |`);
  }
});

it('explains what instructions of every purpose are for', () => {
  const said = purposes.flatMap((purpose) =>
    purpose in purposeWords ? [purposeWords[purpose as keyof typeof purposeWords]] : [],
  );
  expect(said.length).toBeGreaterThan(7);
  expect(said.filter((word) => meaningsIn(word).length === 0)).toEqual(['execution counts']);
});

/**
 * The table that `profile` prints.
 *
 * Maps from: a profile. Maps to: the hottest lines with their source, where their time goes, and
 * what would help, as text or JSON. The files of the program are compiled again for what there is
 * to say of them; nothing of them is run.
 */

import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { CompileService } from '../helper/compileService.js';
import { makeCompileService } from '../helper/compilers.js';
import { fsPath } from '../helper/rawBytes.js';
import { adviceFor, type Advice } from '../language/advice.js';
import { type Diagnostic, diagnose } from '../language/diagnostics.js';
import { hintsOfFunctions } from '../language/hints/functionHints.js';
import { type HotLine, hotLines } from '../language/hotLines.js';
import type { Profile } from '../language/profile.js';
import { durationText, partsText, percentText } from '../language/profileText.js';
import { readSource } from '../language/sourceText.js';
import { isIgnored } from '../language/suppression.js';
import type { Options } from './arguments.js';
import { compileFile, readSourceFile } from './sources.js';
import { painter } from './terminal.js';

const MOST_LINES = 15;
/** A line with less is not hot. */
const LEAST_SHARE = 0.01;
const MOST_FILES = 8;
/** Columns before the place of a line: its share and time. */
const FIGURES_WIDTH = 19;
/** Of what time goes to, as it mostly is. */
const PARTS_WIDTH = 42;
/** Where nobody says how wide it is. */
const USUAL_WIDTH = 130;

interface Row {
  readonly line: HotLine;
  readonly place: string;
  /** null: there is no file to read. */
  readonly source: string | null;
  readonly advice: Advice | null;
}

export async function profileReport(
  profile: Profile,
  options: Options,
  isForTerminal: boolean,
): Promise<string> {
  const { lines, total, samples, placed } = hotLines(profile);
  const hottest = lines
    .filter(({ nanoseconds }) => nanoseconds >= LEAST_SHARE * total)
    .slice(0, options.json ? lines.length : MOST_LINES);
  const findings = await findingsOf(hottest, options);
  const rows = hottest.map((line): Row => {
    const own = findings.get(line.file);
    return {
      line,
      place: `${shortPath(line.file)}:${line.line}`,
      source: sourceLine(line),
      advice: own === undefined ? null : adviceFor(line, own),
    };
  });
  if (options.json) {
    return `${JSON.stringify({ total, samples, placed, lines: rows.map(rowJson) })}\n`;
  }
  const paint = isForTerminal ? painter(2) : (_: unknown, text: string): string => text;
  if (samples === 0) {
    return 'nativecompile: no samples: the program took less than a millisecond of processor time\n';
  }
  const processes = profile.processes.length > 1 ? ` in ${profile.processes.length} processes` : '';
  const title = `nativecompile: ${durationText(total)} of processor time${processes}, ${samples.toLocaleString('en-US')} samples, ${percentText(placed, total)} of it at a line`;
  const width = (isForTerminal ? process.stderr.columns : undefined) ?? USUAL_WIDTH;
  const placeWidth = Math.max(5, ...rows.map(({ place }) => place.length));
  const room = Math.max(16, Math.min(44, width - FIGURES_WIDTH - placeWidth - 4 - PARTS_WIDTH));
  const widths = {
    place: placeWidth,
    source: Math.max(6, ...rows.map(({ source }) => shortSource(source, room).length)),
  };
  const head = `  ${'share'.padStart(6)}  ${'time'.padStart(7)}  ${'line'.padEnd(widths.place)}  ${'source'.padEnd(widths.source)}  where the time goes`;
  const text = rows.map(({ line, place, source, advice }) => {
    const share = percentText(line.nanoseconds, total).padStart(6);
    const time = durationText(line.nanoseconds).padStart(7);
    const shown = `  ${paint('bold', share)}  ${time}  ${paint('cyan', place.padEnd(widths.place))}  ${shortSource(source, room).padEnd(widths.source)}  ${partsText(line)}`;
    if (advice === null) return shown;
    const told = wrapped(`→ ${advice.text}`, width - FIGURES_WIDTH - 2);
    return [shown, ...told.map((row) => ' '.repeat(FIGURES_WIDTH) + paint('dim', row))].join('\n');
  });
  const left = lines.length - rows.length;
  const more = left > 0 ? [`  and ${left} ${left === 1 ? 'line' : 'lines'} with less`] : [];
  return `${[title, '', paint('dim', head), ...text, ...more].join('\n')}\n`;
}

function rowJson({ line, source, advice }: Row): object {
  const { range, code } = advice?.finding ?? {};
  return {
    ...line,
    source,
    advice:
      advice === null ? null : { text: advice.text, code: code ?? null, range: range ?? null },
  };
}

/** As a reader of the terminal finds it: from the working folder, where that is around it. */
function shortPath(file: string): string {
  if (!file.startsWith('/')) return file;
  const below = relative(process.cwd(), file);
  if (!below.startsWith('..')) return below;
  const library = /\/((?:site-packages|dist-packages|lib\/python3[^/]*)\/.*)$/.exec(file)?.[1];
  return library ?? file;
}

function shortSource(source: string | null, room: number): string {
  const text = (source ?? '').trim().replace(/\s+/g, ' ');
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

/** Rows of whole words, all but the first under the first one's second word. */
function wrapped(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > Math.max(width, 20)) {
      rows.push(row);
      row = `  ${word}`;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}

function sourceLine({ file, line }: HotLine): string | null {
  try {
    return readSource(readFileSync(fsPath(resolve(file)))).lines[line - 1] ?? null;
  } catch {
    return null;
  }
}

/** Libraries are not for the reader to change. */
const isInstalled = (file: string): boolean =>
  /\/(site-packages|dist-packages|lib\/python3[^/]*)\//.test(file);

/** What is to be said of the files that the hottest lines are in. */
async function findingsOf(
  lines: readonly HotLine[],
  { target, run }: Options,
): Promise<Map<string, Diagnostic[]>> {
  const files = [...new Set(lines.map(({ file }) => file))].filter(
    (file) => !file.startsWith('<') && !isInstalled(file),
  );
  const findings = new Map<string, Diagnostic[]>();
  if (files.length === 0) return findings;
  const service = makeCompileService({ target });
  try {
    for (const path of files.slice(0, MOST_FILES)) {
      const found = await findingsIn(service, path, target, run.without);
      if (found !== null) findings.set(path, found);
    }
  } finally {
    service.stop();
  }
  return findings;
}

async function findingsIn(
  service: CompileService,
  path: string,
  target: Options['target'],
  without: readonly string[],
): Promise<Diagnostic[] | null> {
  try {
    const compiled = await compileFile(service, readSourceFile(path), target, without);
    if (compiled.kind === 'error') return null;
    const { results, directives, file } = compiled;
    const { lines } = file.source;
    const hints = hintsOfFunctions(results, lines).filter((hint) => !isIgnored(hint, directives));
    return [...diagnose(results, lines, directives), ...hints];
  } catch {
    // The file went away, or a helper that compiles does not start: the times are what was asked
    // for.
    return null;
  }
}

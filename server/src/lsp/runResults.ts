/**
 * What the last run told, for the documents that are open or will be opened.
 *
 * Maps from: counts and reports of runs. Maps to: the run data and findings of documents, and
 * notifications of both. Counts are of the text that was on the disk when the run began; lines that
 * are still the same are found in the present text.
 */

import { readFileSync } from 'node:fs';
import type { CounterLevel, TargetName } from '../compiler/index.js';
import type { Diagnostic } from '../language/diagnostics.js';
import { interpretedLines } from '../language/interpretedLines.js';
import {
  asFaultText,
  crashFindings,
  differenceFinding,
  MAX_FAULT_FILE,
  slowPathFindings,
} from '../language/runFindings.js';
import { sameLines } from '../language/sameLines.js';
import { readSource } from '../language/sourceText.js';
import type { FunctionCounts } from '../run/counterBlock.js';
import { crashesOf, type FileCrash } from '../run/faultReport.js';
import { lineCounts } from '../run/lineCounts.js';
import type { RunReport } from '../run/runReport.js';
import type { PythonDocument } from './documents.js';
import { Method, type RunDataParams } from './messages.js';
import { BYTE_ORDER_MARK } from './positions.js';
import type { Session } from './session.js';
import { pathOf } from './uris.js';

/** What is known of one file. */
interface FileResult {
  /** Whose counts these are. */
  readonly run: ToldRun;
  /** Of the text that ran. */
  readonly lines: readonly string[];
  functions: readonly FunctionCounts[];
  /** Lines of the text that ran whose counts say nothing. */
  interpreted: ReadonlySet<number>;
  crashes: readonly FileCrash[];
  /** What differs from CPython, as sentences. */
  differences: readonly string[];
  live: boolean;
  /** The run that said the latter two, and its end. */
  ended: EndedRun | null;
}

/** A run as it was asked for; its environment is nobody's business. */
export interface ToldRun {
  readonly id: string;
  /** Of the program. */
  readonly path: string;
  readonly target: TargetName;
  /** The verb and what is counted. */
  readonly words: readonly string[];
  readonly options: readonly string[];
  /** The program's own. */
  readonly args: readonly string[];
  readonly counters: CounterLevel;
}

interface EndedRun {
  readonly run: ToldRun;
  readonly report: RunReport;
}

/** What a run found out about a file that went wrong. */
export interface FileFault extends EndedRun {
  readonly crashes: readonly FileCrash[];
  readonly differences: readonly string[];
  /** The files that ran, the program first; of the others that which it is about. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
}

export class RunResults {
  private readonly files = new Map<string, FileResult>();
  /** Documents whose client knows that the counts are stale. */
  private readonly staleTold = new WeakSet<PythonDocument>();

  constructor(
    private readonly session: Session,
    private readonly changed: (document: PythonDocument) => void,
  ) {}

  /** Whether somebody looks at a file. */
  readonly isShown = (path: string): boolean => !this.documentsOf(path).next().done;

  /** What an earlier run said of the program is over; its counts stay until there are others. */
  begin(run: ToldRun): void {
    const { path } = run;
    const lines = linesOfFile(path);
    if (lines === null) return;
    const before = this.files.get(path);
    const counted = before?.functions ?? [];
    this.files.set(path, {
      run,
      lines,
      functions: before !== undefined && sameLines(before.lines, lines).isSame ? counted : [],
      live: true,
      ...nothingFound(),
    });
    for (const document of this.documentsOf(path)) this.refresh(document);
  }

  counted(run: ToldRun, functions: readonly FunctionCounts[], live: boolean): void {
    const byFile = new Map<string, FunctionCounts[]>([[run.path, []]]);
    for (const one of functions) {
      const known = byFile.get(one.file);
      if (known === undefined) byFile.set(one.file, [one]);
      else known.push(one);
    }
    for (const [path, counts] of byFile) {
      const documents = this.documentsOf(path);
      const result = this.files.get(path);
      // A run without counters says nothing, and takes nothing back.
      if (result?.run.id === run.id) {
        result.live = live;
        if (counts.length > 0) result.functions = counts;
      } else if (counts.length > 0) {
        const lines = linesOfFile(path);
        if (lines === null) continue;
        this.files.set(path, { run, lines, functions: counts, live, ...nothingFound() });
      }
      for (const document of documents) this.refresh(document);
    }
  }

  ended(run: ToldRun, report: RunReport): void {
    const { faults, differences } = report;
    const ended = { run, report };
    const result = this.files.get(run.path);
    if (result !== undefined) Object.assign(result, { differences, ended });
    for (const crash of crashesOf(faults)) {
      for (const document of this.session.documents.all) {
        const path = pathOf(document.uri);
        if (asFaultText(path, MAX_FAULT_FILE) !== crash.file) continue;
        const known = this.files.get(path);
        if (known !== undefined) {
          Object.assign(known, { crashes: [...known.crashes, crash], ended });
        } else {
          const lines = linesOfFile(path) ?? [];
          const rest = { ...nothingFound(), crashes: [crash], ended };
          this.files.set(path, { run, lines, functions: [], live: false, ...rest });
        }
      }
    }
    for (const document of this.session.documents.all) {
      if (this.files.has(pathOf(document.uri))) this.refresh(document);
    }
  }

  /** null: the last run found nothing wrong in the file. */
  faultIn(path: string): FileFault | null {
    const result = this.files.get(path);
    if (result === undefined || result.ended === null) return null;
    const { crashes, differences, ended, lines } = result;
    if (crashes.length === 0 && differences.length === 0) return null;
    const program = this.files.get(ended.run.path)?.lines ?? linesOfFile(ended.run.path);
    const sources = [
      ...(program === null ? [] : [{ path: ended.run.path, text: program.join('\n') }]),
      ...(path === ended.run.path ? [] : [{ path, text: lines.join('\n') }]),
    ];
    return { ...ended, crashes, differences, sources };
  }

  clear(uri: string | undefined): void {
    const path = uri === undefined ? null : pathOf(uri);
    for (const document of this.session.documents.all) {
      const own = pathOf(document.uri);
      if (!this.files.has(own) || (path !== null && path !== own)) continue;
      const { id: runId } = this.files.get(own)!.run;
      this.files.delete(own);
      document.runData = null;
      document.runFindings = [];
      this.tell({ uri: document.uri, runId, live: false, stale: false, counts: [] });
      this.changed(document);
    }
    if (path === null) this.files.clear();
    else this.files.delete(path);
  }

  analysed(document: PythonDocument): void {
    if (this.files.has(pathOf(document.uri))) this.refresh(document);
  }

  /** The client moves what it shows by itself; it has to know only that it is old. */
  edited(document: PythonDocument): void {
    const result = this.files.get(pathOf(document.uri));
    if (result === undefined || this.staleTold.has(document)) return;
    this.tellCounts(document, result);
  }

  private *documentsOf(path: string): Generator<PythonDocument> {
    for (const document of this.session.documents.all) {
      if (pathOf(document.uri) === path) yield document;
    }
  }

  private refresh(document: PythonDocument): void {
    const result = this.files.get(pathOf(document.uri));
    const { analysis } = document;
    if (result === undefined || analysis === null) return;
    const same = sameLines(result.lines, analysis.source.lines);
    if (same.isSame) result.interpreted = interpretedLines(analysis);
    const codes = same.isSame ? analysis.functions.map(({ result: { code } }) => code) : [];
    const counted = lineCounts(result.functions, codes);
    const lines = new Map(
      [...counted.lines].flatMap(([line, data]) => {
        const now = result.interpreted.has(line) ? null : same.now(line);
        return now === null ? [] : [[now, data] as const];
      }),
    );
    const { live } = result;
    const hasCounts = result.functions.length > 0;
    document.runData = hasCounts
      ? {
          lines,
          functions: counted.functions,
          parameters: counted.parameters,
          operations: counted.operations,
          live,
          stale: !same.isSame,
        }
      : null;
    const findings: Diagnostic[] = [];
    if (same.isSame) {
      if (!live) findings.push(...slowPathFindings(analysis, result.functions));
      findings.push(...crashFindings(analysis, result.crashes, result.ended?.run));
      findings.push(...differenceFinding(analysis, result.differences));
    }
    document.runFindings = findings;
    if (hasCounts) this.tellCounts(document, result);
    this.changed(document);
  }

  private tellCounts(document: PythonDocument, result: FileResult): void {
    const text = document.buffer.text;
    const present = (document.hasMark ? text.slice(BYTE_ORDER_MARK.length) : text).split(
      /\r\n|\r|\n/,
    );
    const same = sameLines(result.lines, present);
    if (same.isSame) this.staleTold.delete(document);
    else this.staleTold.add(document);
    const codes = document.analysis?.functions.map(({ result: { code } }) => code) ?? [];
    const counts = [...lineCounts(result.functions, codes).lines].flatMap(([line, data]) => {
      const now = result.interpreted.has(line) ? null : same.now(line);
      if (now === null) return [];
      const { count, calls, slowShare } = data;
      return [
        {
          line: now - 1,
          count,
          ...(calls === undefined ? {} : { calls }),
          ...(slowShare === undefined ? {} : { slowShare }),
        },
      ];
    });
    counts.sort((a, b) => a.line - b.line);
    const { run, live } = result;
    this.tell({ uri: document.uri, runId: run.id, live, stale: !same.isSame, counts });
  }

  private tell(params: RunDataParams): void {
    this.session.connection.sendNotification(Method.runData, params).catch(() => {});
  }
}

const nothingFound = (): Pick<FileResult, 'interpreted' | 'crashes' | 'differences' | 'ended'> => ({
  interpreted: new Set(),
  crashes: [],
  differences: [],
  ended: null,
});

function linesOfFile(path: string): string[] | null {
  try {
    return readSource(readFileSync(path)).text.split(/\r\n|\r|\n/);
  } catch {
    return null;
  }
}

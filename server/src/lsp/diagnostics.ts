/**
 * Findings on their way to the client: pulled by clients that pull, pushed to the others.
 *
 * Maps from: a document's analysis or obstacle and its settings. Maps to: LSP diagnostics for the
 * document's present text. A finding whose text was edited since is left out rather than shown in
 * the wrong place; every publish carries the version it is for.
 */

import {
  type Diagnostic as WireDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import { namingExclusion } from '../language/exclusion.js';
import { EXCLUDING_SETTING } from './settings.js';
import { messageOf, type SourceError } from '../helper/protocol.js';
import type { Analysis } from '../language/analysis.js';
import type { Diagnostic, Severity } from '../language/diagnostics.js';
import { hotHints } from '../language/hints/hotHints.js';
import { hintsOf } from '../language/hints/index.js';
import { profiledHints } from '../language/hints/profiledHints.js';
import { characterColumn } from '../language/sourceText.js';
import type { PythonDocument } from './documents.js';
import { orCancelled, presentRange, type Session, uriOf } from './session.js';
import type { Settings } from './settings.js';

export const SOURCE = 'nativecompile';

/** What code actions need of a diagnostic when the client hands it back. */
export interface DiagnosticData {
  readonly scope: string;
  readonly opcode?: string;
}

const wireSeverities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Codes of text that is of no use, which editors show faded. */
const unnecessary: ReadonlySet<string> = new Set(['NC001', 'NC002']);

interface Published {
  readonly id: string;
  readonly text: string;
}

export class DiagnosticsPublisher {
  private readonly published = new Map<string, Published>();
  /** Pulls that wait for a compilation, by document; they need no refresh. */
  private readonly waiting = new Map<string, number>();
  private nextId = 1;

  constructor(private readonly session: Session) {
    const { connection, client } = session;
    if (!client.pullsDiagnostics) return;
    connection.languages.diagnostics.on(async (params, token) => {
      const uri = uriOf(params);
      this.waiting.set(uri, (this.waiting.get(uri) ?? 0) + 1);
      try {
        await orCancelled(session.settled(uri), token);
      } finally {
        const left = (this.waiting.get(uri) ?? 1) - 1;
        if (left > 0) this.waiting.set(uri, left);
        else this.waiting.delete(uri);
      }
      const document = session.documents.get(uri);
      if (document === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
      return this.report(
        document,
        await session.configuration.of(uri),
        params.previousResultId ?? '',
      );
    });
  }

  /** To be called when a document has a new analysis or obstacle, or other settings. */
  async changed(document: PythonDocument): Promise<void> {
    const { session } = this;
    if (session.client.pullsDiagnostics) {
      if (session.client.refreshesDiagnostics && !this.waiting.has(document.uri)) this.refresh();
      return;
    }
    const settings = await session.configuration.of(document.uri);
    // The document may have been closed, or opened anew, while the settings were asked for.
    if (session.documents.get(document.uri) !== document) return;
    const diagnostics = this.items(document, settings);
    const text = JSON.stringify([document.version, diagnostics]);
    if (this.published.get(document.uri)?.text === text) return;
    this.published.set(document.uri, { id: '', text });
    this.send(document.uri, document.version, diagnostics);
  }

  closed(uri: string): void {
    const before = this.published.get(uri);
    this.published.delete(uri);
    if (before !== undefined && !this.session.client.pullsDiagnostics) this.send(uri, null, []);
  }

  refresh(): void {
    this.session.connection.languages.diagnostics.refresh();
  }

  private send(uri: string, version: number | null, diagnostics: WireDiagnostic[]): void {
    const withVersion = version !== null && this.session.client.diagnosticVersions;
    this.session.connection
      .sendDiagnostics({ uri, diagnostics, ...(withVersion ? { version } : {}) })
      .catch(() => {});
  }

  private report(
    document: PythonDocument,
    settings: Settings,
    previousId: string,
  ): DocumentDiagnosticReport {
    const items = this.items(document, settings);
    const text = JSON.stringify(items);
    let published = this.published.get(document.uri);
    if (published === undefined || published.text !== text) {
      published = { id: String(this.nextId++), text };
      this.published.set(document.uri, published);
    }
    return published.id === previousId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: published.id }
      : { kind: DocumentDiagnosticReportKind.Full, resultId: published.id, items };
  }

  private items(document: PythonDocument, settings: Settings): WireDiagnostic[] {
    if (!settings.diagnostics) return [];
    const { obstacle, analysis } = document;
    const found: WireDiagnostic[] = [];
    if (obstacle?.kind === 'excluded') return [];
    if (obstacle?.kind === 'tooLarge') {
      const { bytes, limit } = obstacle;
      const message = `The file has ${grouped(bytes)} bytes, more than \`compile.maxFileSize\` allows (${grouped(limit)}): the editor does not compile it and shows nothing of it. A native run compiles it all the same.`;
      this.add(found, document, settings, {
        code: 'NC103',
        severity: 'information',
        message,
        range: { line: 1, column: 0, endLine: 1, endColumn: document.buffer.line(0).length },
        scope: '<module>',
      });
      return found;
    }
    // Of an older text it might be mended already.
    const isCurrent = obstacle?.kind === 'syntaxError' && obstacle.version === document.version;
    // Other extensions tell errors that have a place, but know of no others.
    if (isCurrent && obstacle.error.line === 0) {
      found.push(this.errorWithoutPlace(document, obstacle.error));
    } else if (isCurrent && settings.syntaxErrors) {
      found.push(this.syntaxError(document, obstacle.error));
    }
    for (const finding of analysis?.findings ?? []) this.add(found, document, settings, finding);
    for (const finding of document.runFindings) this.add(found, document, settings, finding);
    if (analysis !== null) {
      const severity = settings.hintsAreProblems ? 'information' : 'hint';
      for (const hint of rankedHints(document, analysis, settings)) {
        this.add(found, document, settings, { ...hint, severity });
      }
    }
    return found;
  }

  private add(
    found: WireDiagnostic[],
    document: PythonDocument,
    settings: Settings,
    finding: Diagnostic,
  ): void {
    const severity = settings.severity.get(finding.code) ?? finding.severity;
    if (severity === 'off') return;
    const range = presentRange(this.session, document, finding.range);
    if (range === null) return;
    const data: DiagnosticData = {
      scope: finding.scope,
      ...(finding.opcode === undefined ? {} : { opcode: finding.opcode }),
    };
    const withTags = this.session.client.diagnosticTags && unnecessary.has(finding.code);
    found.push({
      range,
      severity: wireSeverities[severity],
      code: finding.code,
      source: SOURCE,
      message: namingExclusion(finding.message, EXCLUDING_SETTING),
      ...(withTags ? { tags: [DiagnosticTag.Unnecessary] } : {}),
      data,
    });
  }

  /**
   * A ValueError of a null byte stands at it, a MemoryError or RecursionError in the first line.
   */
  private errorWithoutPlace({ buffer }: PythonDocument, { text }: SourceError): WireDiagnostic {
    const message = text.trimEnd().split('\n').at(-1) ?? '';
    const at = buffer.text.indexOf('\0');
    const start = at < 0 ? { line: 0, column: 0 } : buffer.placeAt(at);
    const column = at < 0 ? buffer.line(0).length : start.column + 1;
    const end = { line: start.line, column };
    return {
      range: this.session.positions.range({ start, end }, (number) => buffer.line(number)),
      severity: DiagnosticSeverity.Error,
      code: /^\w+/.exec(message)?.[0] ?? 'SyntaxError',
      source: SOURCE,
      message,
    };
  }

  private syntaxError(document: PythonDocument, error: SourceError): WireDiagnostic {
    const { buffer, hasMark } = document;
    const line = Math.max(0, error.line - 1);
    const text = buffer.line(line);
    const start = columnOf(text, error.offset, line, hasMark);
    const sameLine = error.endLine === error.line && error.endOffset > error.offset;
    const end = sameLine ? columnOf(text, error.endOffset, line, hasMark) : text.length;
    return {
      range: this.session.positions.range(
        { start: { line, column: start }, end: { line, column: Math.max(start, end) } },
        (number) => buffer.line(number),
      ),
      severity: DiagnosticSeverity.Error,
      code: 'SyntaxError',
      source: SOURCE,
      message: messageOf(error),
    };
  }
}

/** Of the hints that the user asked to see those where a run was hot, if there was one. */
function rankedHints(
  { profile, runData }: PythonDocument,
  analysis: Analysis,
  settings: Settings,
): readonly Diagnostic[] {
  const hints = shownHints(analysis, settings);
  return profile === null ? hotHints(analysis, hints, runData) : profiledHints(hints, profile);
}

/** The hints that the user asked to see. */
export function shownHints(
  analysis: Analysis,
  { hints, hintCategories }: Settings,
): readonly Diagnostic[] {
  if (!hints) return [];
  return hintsOf(analysis).filter(({ code }) => hintCategories.get(code) !== false);
}

/** The column of an error's offset, which counts bytes, as CPython's tokenizer for files does. */
function columnOf(text: string, offset: number, line: number, hasMark: boolean): number {
  const mark = hasMark && line === 0 ? 1 : 0;
  return mark + characterColumn(text.slice(mark), offset - 1);
}

const grouped = (value: number): string => value.toLocaleString('en-US');

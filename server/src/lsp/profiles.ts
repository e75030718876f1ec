/**
 * What the last profile told, for the editor and for the documents that are open or will be opened.
 *
 * Maps from: the profile of a run. Maps to: a notification with its hot lines, the hot lines of
 * documents, and the profile as a file for other programs. Lines are those of the text that ran.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { adviceFor } from '../language/advice.js';
import { fsPath } from '../helper/rawBytes.js';
import { hintsOf } from '../language/hints/index.js';
import { type HotLine, type HotLines, hotLines } from '../language/hotLines.js';
import type { Profile } from '../language/profile.js';
import { mainParts, partsText } from '../language/profileText.js';
import { readSource } from '../language/sourceText.js';
import { formatProfile } from '../run/profileFormats.js';
import type { PythonDocument } from './documents.js';
import {
  type HotLineAdvice,
  Method,
  type ProfileFileParams,
  type ProfileFileResult,
  type ProfileParams,
} from './messages.js';
import type { Session } from './session.js';
import { pathOf } from './uris.js';

/** Lines with less of the time are of no interest. */
const LEAST_SHARE = 0.002;
const MOST_LINES = 500;

interface Shown {
  readonly runId: string;
  readonly program: string;
  readonly profile: Profile;
  readonly hot: HotLines;
  /** Files with the lines of the text that ran; null: it cannot be read. */
  readonly sources: ReadonlyMap<string, readonly string[] | null>;
}

export class Profiles {
  private shown: Shown | null = null;

  constructor(
    private readonly session: Session,
    private readonly changed: (document: PythonDocument) => void,
  ) {
    const { connection } = session;
    connection.onRequest(Method.clearProfile, () => {
      this.clear();
      return null;
    });
    connection.onRequest(Method.profileFile, (params: ProfileFileParams) => this.file(params));
  }

  show(runId: string, program: string, profile: Profile): void {
    const all = hotLines(profile);
    const lines = all.lines
      .filter(({ nanoseconds }) => nanoseconds >= LEAST_SHARE * all.total)
      .slice(0, MOST_LINES)
      .map((line) => ({ ...line, file: resolve(program, '..', line.file) }));
    const sources = new Map<string, readonly string[] | null>();
    for (const { file } of lines) {
      if (!sources.has(file)) sources.set(file, linesOf(file));
    }
    this.shown = { runId, program, profile, hot: { ...all, lines }, sources };
    for (const document of this.session.documents.all) this.refresh(document);
    this.tell();
  }

  /** To be called when a document has a new analysis. */
  analysed(document: PythonDocument): void {
    if (this.shown?.sources.has(pathOf(document.uri)) !== true) return;
    this.refresh(document);
    this.tell();
  }

  private clear(): void {
    this.shown = null;
    for (const document of this.session.documents.all) this.refresh(document);
    this.tell();
  }

  private refresh(document: PythonDocument): void {
    const before = document.profile;
    document.profile = this.profileOf(document);
    if (before !== document.profile) this.changed(document);
  }

  /** null as well where the text is another one than that which ran: its lines are not those. */
  private profileOf({ uri, analysis }: PythonDocument): PythonDocument['profile'] {
    if (this.shown === null || analysis === null) return null;
    const path = pathOf(uri);
    const { hot, sources } = this.shown;
    if (sources.get(path)?.join('\n') !== analysis.source.lines.join('\n')) return null;
    const lines = hot.lines.filter(({ file }) => file === path);
    return { lines: new Map(lines.map((line) => [line.line, line])), total: hot.total };
  }

  private tell(): void {
    this.session.connection.sendNotification(Method.profile, this.params()).catch(() => {});
  }

  private params(): ProfileParams {
    if (this.shown === null) return { runId: '', program: '', total: 0, samples: 0, lines: [] };
    const { runId, program, hot, sources } = this.shown;
    return {
      runId,
      program,
      total: hot.total,
      samples: hot.samples,
      lines: hot.lines.map((line) => ({
        uri: line.file.startsWith('/') ? pathToFileURL(line.file).href : '',
        file: line.file,
        line: line.line - 1,
        source: sources.get(line.file)?.[line.line - 1] ?? '',
        function: line.functions[0] ?? '',
        nanoseconds: line.nanoseconds,
        total: line.total,
        summary: partsText(line),
        parts: mainParts(line),
        advice: this.advice(line),
      })),
    };
  }

  private advice(line: HotLine): HotLineAdvice | null {
    const document = [...this.session.documents.all].find(({ uri }) => pathOf(uri) === line.file);
    const analysis = document?.profile == null ? null : document.analysis;
    const findings = analysis === null ? [] : [...analysis.findings, ...hintsOf(analysis)];
    const advice = adviceFor(line, findings);
    if (advice === null) return null;
    const { text, finding } = advice;
    if (finding === null) return { text };
    const { range, code } = finding;
    return { text, code, line: range.line - 1, column: range.column };
  }

  private file({ format }: ProfileFileParams): ProfileFileResult {
    if (this.shown === null) return { text: null };
    const { profile, program } = this.shown;
    return { text: formatProfile(profile, format, program) };
  }
}

function linesOf(file: string): readonly string[] | null {
  try {
    return readSource(readFileSync(fsPath(file))).lines;
  } catch {
    // Code without a file, such as that of exec or of a zip archive.
    return null;
  }
}

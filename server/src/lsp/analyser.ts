/**
 * Compiles documents: in the warm helper to bytecode, then here, in slices, to machine code.
 *
 * Maps from: a document. Maps to: its new analysis, or what stands in the way. One compilation a
 * document at a time; a newer request takes the place of an older one. Between slices other
 * messages are handled, so that hovers and cancellations never wait for a long file. Knows no
 * connection.
 */

import { readCode } from '../bytecode/marshal.js';
import type { TargetName } from '../compiler/target/target.js';
import { errorText, HelperFailure } from '../helper/failure.js';
import type { UserPython } from '../helper/userPython.js';
import type { Marshal, SourceError } from '../helper/protocol.js';
import type { Analysis } from '../language/analysis.js';
import { type AnalysedSource, analyse, retarget } from '../language/analysis.js';
import type { ForeignModuleFinder } from '../language/foreignImports.js';
import type { PythonDocument } from './documents.js';
import { foreignModulesFor, keepSmall, otherWork, sha256 } from './machine.js';
import { BYTE_ORDER_MARK } from './positions.js';
import type { Settings } from './settings.js';
import { fileNameOf, isFile, pathOf } from './uris.js';

/** Milliseconds of compiling after which other messages get their turn. */
const SLICE = 8;

/** Turns source text into bytecode; rejects with a HelperFailure. */
export type SourceCompiler = (
  filename: string,
  source: Uint8Array,
) => Promise<Marshal | SourceError>;

export interface AnalyserEvents {
  /** A document has a new analysis or obstacle. */
  readonly onResult: (document: PythonDocument, milliseconds: number | null) => void;
  /** A compilation takes as long as that the user should see it; called again when it is over. */
  readonly onSlow: (document: PythonDocument) => () => void;
}

/** Milliseconds after which progress is shown. */
const SLOW = 500;

interface Running {
  superseded: boolean;
  done: Promise<void>;
}

export class Analyser {
  private readonly running = new Map<string, Running>();
  private readonly forOtherTarget = new WeakMap<Analysis, Promise<Analysis | null>>();

  constructor(
    private readonly compileSource: SourceCompiler,
    private readonly events: AnalyserEvents,
    /** Whose packages a run of a document would have. */
    private readonly pythonOf: (uri: string) => UserPython | null = () => null,
  ) {}

  /**
   * Compiles the document's present text; resolves when its result, or that of a newer one, is
   * there.
   */
  compile(document: PythonDocument, settings: Settings): Promise<void> {
    return this.begin(document, (run) => this.run(document, settings, run));
  }

  /**
   * Compiles what the document's analysis is of for another target, without the helper; resolves as
   * `compile` does.
   */
  retarget(document: PythonDocument, target: TargetName): Promise<void> {
    return this.begin(document, async (run) => {
      const { analysis } = document;
      if (analysis === null) return;
      const begun = performance.now();
      const retargeted = await this.retargeted(analysis, target);
      if (run.superseded || document.analysis !== analysis) return;
      document.retargeted(retargeted);
      this.events.onResult(document, performance.now() - begun);
    });
  }

  /** The same for a target, without changing the document; made once for each analysis. */
  async retargeted(analysis: Analysis, target: TargetName): Promise<Analysis> {
    if (analysis.target === target) return analysis;
    let made = this.forOtherTarget.get(analysis);
    if (made === undefined) {
      const steps = retarget(analysis, target, this.foreignModulesOf(analysis.uri, target));
      made = runInSlices(steps, () => false);
      this.forOtherTarget.set(analysis, made);
    }
    return (await made) ?? analysis;
  }

  private begin(document: PythonDocument, work: (run: Running) => Promise<void>): Promise<void> {
    const before = this.running.get(document.uri);
    if (before !== undefined) before.superseded = true;
    const run: Running = { superseded: false, done: Promise.resolve() };
    // The helper is asked one thing a document at a time, so that many saves do not queue up there.
    run.done = (before?.done ?? run.done)
      .catch(() => {})
      .then(() => (run.superseded ? undefined : work(run)))
      .finally(() => {
        if (this.running.get(document.uri) === run) this.running.delete(document.uri);
      });
    this.running.set(document.uri, run);
    return run.done;
  }

  /** Resolves when nothing is being compiled for the document. */
  async settled(uri: string): Promise<void> {
    for (let run = this.running.get(uri); run !== undefined; run = this.running.get(uri)) {
      await run.done.catch(() => {});
    }
  }

  isRunning(uri: string): boolean {
    return this.running.has(uri);
  }

  cancel(uri: string): void {
    const run = this.running.get(uri);
    if (run !== undefined) run.superseded = true;
    this.running.delete(uri);
  }

  /** Compiles a text that is in no document; null for one that does not compile. */
  async analyseText(uri: string, text: string, earlier: Analysis): Promise<Analysis | null> {
    const { bytes, source } = sourceOf(uri, text);
    const answer = await this.compileSource(pathOf(uri), bytes);
    if (answer.kind === 'syntaxError') return null;
    const steps = analyse({
      uri,
      version: earlier.version,
      source,
      code: readCode(answer.code),
      target: earlier.target,
      without: earlier.without,
      earlier,
      findForeign: this.foreignModulesOf(uri, earlier.target),
    });
    return await runInSlices(steps, () => false);
  }

  private async run(document: PythonDocument, settings: Settings, run: Running): Promise<void> {
    const { version, uri } = document;
    const begun = performance.now();
    const { bytes, source } = sourceOf(uri, document.buffer.text);
    if (bytes.length > settings.maxFileSize) {
      document.obstacle = { kind: 'tooLarge', bytes: bytes.length, limit: settings.maxFileSize };
      this.events.onResult(document, null);
      return;
    }
    let over = (): void => {};
    const slow = setTimeout(() => {
      over = this.events.onSlow(document);
    }, SLOW);
    try {
      const answer = await this.compileSource(pathOf(uri), bytes);
      if (run.superseded) return;
      if (answer.kind === 'syntaxError') {
        document.obstacle = { kind: 'syntaxError', error: answer, version };
      } else {
        const earlier = document.analysis;
        const steps = analyse({
          uri,
          version,
          source,
          code: readCode(answer.code),
          target: settings.target,
          without: settings.excludeOpcodes,
          earlier,
          findForeign: this.foreignModulesOf(uri, settings.target),
        });
        const analysis = await runInSlices(steps, () => run.superseded);
        if (analysis === null || run.superseded) return;
        document.analysed(analysis);
      }
    } catch (error) {
      if (run.superseded) return;
      document.obstacle = { kind: 'helper', problem: errorText(error) };
      if (!(error instanceof HelperFailure)) throw error;
    } finally {
      clearTimeout(slow);
      over();
    }
    this.events.onResult(document, performance.now() - begun);
  }

  /** As a run of the document would find them. */
  private foreignModulesOf(uri: string, target: TargetName): ForeignModuleFinder {
    return foreignModulesFor(isFile(uri) ? pathOf(uri) : null, target, this.pythonOf(uri));
  }
}

async function runInSlices<T>(steps: Generator<void, T>, isOver: () => boolean): Promise<T | null> {
  let sliceEnd = performance.now() + SLICE;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < sliceEnd) continue;
    keepSmall();
    await otherWork();
    if (isOver()) return null;
    sliceEnd = performance.now() + SLICE;
  }
}

/**
 * A coding cookie in the first two lines: it is about the file's bytes, not about the client's
 * text.
 */
const COOKIE = /^((?:[ \t\f]*(?:#.*)?(?:\r\n|\r|\n))?[ \t\f]*#.*?)coding(?=[:=][ \t]*[-\w.]+)/;

export function sourceOf(uri: string, content: string): { bytes: Buffer; source: AnalysedSource } {
  const text = content.startsWith(BYTE_ORDER_MARK) ? content.slice(1) : content;
  const lines = text.split(/\r\n|\r|\n/);
  // The text is sent as UTF-8, whatever the file says of itself. It is sent without its mark:
  // CPython counts the columns of errors differently with one.
  const cookie = COOKIE.exec(text);
  const bytes =
    cookie === null
      ? Buffer.from(text)
      : Buffer.from(`${cookie[1]}c-ding${text.slice((cookie[1] ?? '').length + 6)}`);
  return { bytes, source: { fileName: fileNameOf(uri), text, lines, sha256: sha256(content) } };
}

/**
 * The warm helper that turns source into bytecode, and how it is.
 *
 * Maps from: source text. Maps to: bytecode or CPython's error. A helper that dies costs one retry
 * that nobody sees; one that is missing, keeps dying or hangs becomes the status, never an error of
 * a document.
 */

import {
  defaultTarget,
  type TargetName,
  targetBits,
  targetNames,
} from '../compiler/target/target.js';
import type { CompileService, Greeting } from '../helper/compileService.js';
import { HelperFailure } from '../helper/failure.js';
import { PYODIDE } from '../helper/pyodide/words.js';
import type { Marshal, SourceError } from '../helper/protocol.js';
import { helperOf, isThere, makeCompileService, whyNoRuns } from './machine.js';
import type { CheckHelperResult, StatusParams } from './messages.js';

/** Deaths within `DEATHS_WINDOW` after which the helper is not started again by itself. */
const MAX_DEATHS = 5;
const DEATHS_WINDOW = 60_000;

/** `This machine executes no 32-bit code: …`, with the remedy. */
const emulatedText = (target: TargetName): string =>
  `This machine executes no ${targetBits[target]}-bit code: programs run natively in an emulator, more slowly. ` +
  `With the target ${targetNames.filter((name) => name !== target).join(' or ')} they need none.`;
const NO_COMPILER =
  'Nothing can be compiled: this package of the extension carries no helper for this machine, ' +
  'and there is no CPython 3.11 on the PATH. Name one in the setting ' +
  'nativecompile.helper.python.';

/** Whether what compiles has a number that the system knows it by. */
const isProcess = (standIn: string | null): boolean => standIn !== PYODIDE;

const RESTART = { title: 'Restart', command: 'nativecompile.restartServer' };

export class HelperLink {
  private service: CompileService | null = null;
  private target: TargetName = defaultTarget;
  private path = '';
  private python = '';
  private greeting: Greeting | null = null;
  private last: StatusParams = { state: 'starting', detail: 'The helper is starting.' };
  private deaths: number[] = [];
  private lastCompileMs: number | null = null;
  /** What could not be compiled last, while the helper itself is well. */
  private trouble: { readonly filename: string; readonly failure: HelperFailure } | null = null;
  private begin = (): void => {};
  /** Documents may come before the settings that choose the helper. */
  private readonly begun = new Promise<void>((resolve) => {
    this.begin = resolve;
  });

  constructor(private readonly onStatus: (status: StatusParams) => void) {}

  get status(): StatusParams {
    return this.last;
  }

  get pid(): number | null {
    return isProcess(this.service?.standIn ?? null) ? (this.greeting?.pid ?? null) : null;
  }

  /** Whether code for a target is emulated here, as far as the helper that runs tells. */
  isEmulated(target: TargetName): boolean {
    return target === this.target && this.greeting?.emulated === true;
  }

  /**
   * Uses the helper at `path`; empty for the built-in one of the target. Where it is not carried,
   * `python` compiles; empty for the CPython 3.11 on the PATH.
   */
  async start(target: TargetName, path: string, python = ''): Promise<void> {
    const isSame = target === this.target && path === this.path && python === this.python;
    if (this.service !== null && isSame) return;
    const before = this.service;
    this.target = target;
    this.path = path;
    this.python = python;
    const onEnd = (failure: HelperFailure): void => this.died(failure);
    this.service = makeCompileService({ target, ...(path === '' ? { python } : { path }), onEnd });
    this.greeting = null;
    before?.stop();
    this.begin();
    await this.greet();
  }

  async restart(): Promise<void> {
    const { target, path, python } = this;
    this.stop();
    this.deaths = [];
    this.trouble = null;
    await this.start(target, path, python);
  }

  stop(): void {
    this.service?.stop();
    this.service = null;
    this.greeting = null;
  }

  /** Rejects with a HelperFailure when there is no answer to be had. */
  async compile(filename: string, source: Uint8Array): Promise<Marshal | SourceError> {
    await this.begun;
    const service = this.service;
    if (service === null) throw new HelperFailure('The helper was ended.', '');
    try {
      const answer = await service.compile(filename, source);
      this.forget(filename);
      if (this.last.state !== 'ready') await this.greet();
      return answer;
    } catch (error) {
      // Another was chosen meanwhile, and this one was ended with what it was asked.
      if (service !== this.service && this.service !== null) {
        return await this.compile(filename, source);
      }
      if (error instanceof HelperFailure && service === this.service) {
        this.trouble = { filename, failure: error };
        await this.greet();
      }
      throw error;
    }
  }

  /** The file is well, or of no interest any more. */
  forget(filename: string): void {
    if (this.trouble?.filename !== filename) return;
    this.trouble = null;
    if (this.last.state === 'ready') this.ready();
  }

  /**
   * The syntax tree as JSON text; null for what does not parse, and when the helper cannot answer.
   */
  async parse(source: Uint8Array): Promise<string | null> {
    await this.begun;
    try {
      return (await this.service?.parse(source)) ?? null;
    } catch (error) {
      if (error instanceof HelperFailure) return null;
      throw error;
    }
  }

  /** The time of a whole compilation, to be shown with the status. */
  compiled(milliseconds: number): void {
    const isFirst = this.lastCompileMs === null;
    this.lastCompileMs = milliseconds;
    // Every further change would be a message a save; the client sees it with the next one.
    if (isFirst && this.last.state === 'ready') this.ready();
  }

  async check(): Promise<CheckHelperResult> {
    await this.begun;
    const helper = helperOf(this.target, this.path);
    const lines: string[] = [`target: ${this.target}`, `helper: ${helper}`];
    const standIn = this.service?.standIn ?? null;
    if (standIn !== null) lines.push(`not there; ${standIn} compiles in its place. ${whyNoRuns()}`);
    else lines.push(isThere(helper) ? 'ok: the file is there' : 'MISSING: the file is not there');
    if (this.service === null) lines.push('MISSING: it was ended');
    // One that is alive and does not answer shows by this, and is replaced.
    await this.service?.compile('<check>', new Uint8Array(0)).catch(() => {});
    await this.greet();
    if (this.greeting !== null && this.last.state === 'ready') {
      const { python: version, pid, protocolVersion, emulated } = this.greeting;
      const where = isProcess(standIn) ? ` as process ${pid}` : '';
      lines.push(`ok: it runs${where} and speaks version ${protocolVersion} of the protocol`);
      lines.push(`ok: it compiles with CPython ${version}`);
      if (standIn === null) {
        lines.push(
          `${targetBits[this.target]}-bit code is ${emulated ? 'emulated: this machine executes none' : 'executed directly'}`,
        );
      }
      if (this.lastCompileMs !== null) {
        lines.push(`the last compilation took ${this.lastCompileMs.toFixed(1)} ms`);
      }
    } else {
      lines.push(`MISSING: ${this.last.detail}`);
      if (this.last.remedy !== undefined) lines.push(`remedy: ${this.last.remedy.title}`);
    }
    return { ok: this.last.state === 'ready', report: lines.join('\n') };
  }

  private async greet(): Promise<void> {
    if (this.service === null) return;
    try {
      const greeting = this.service.start();
      const { standIn } = this.service;
      if (standIn !== null && this.last.state === 'starting') {
        this.say({ state: 'starting', detail: `${standIn} is starting.` });
      }
      this.greeting = await greeting;
      this.ready();
    } catch (error) {
      if (!(error instanceof HelperFailure)) throw error;
      this.report(error);
    }
  }

  private ready(): void {
    const version = this.greeting?.python ?? '';
    const standIn = this.service?.standIn ?? null;
    const detail =
      standIn === null
        ? `The helper for ${this.target} is ready; it compiles with CPython ${version}.${this.greeting?.emulated ? ` ${emulatedText(this.target)}` : ''}`
        : `CPython ${version} compiles (${standIn}). ${whyNoRuns()}`;
    const { trouble } = this;
    this.say({
      state: 'ready',
      detail: trouble === null ? detail : trouble.failure.problem,
      canRun: standIn === null,
      ...(this.greeting?.emulated === true ? { emulated: true } : {}),
      ...(trouble === null ? {} : { remedy: RESTART }),
    });
  }

  private hasCompiler(): boolean {
    return isThere(helperOf(this.target, this.path)) || (this.service?.standIn ?? null) !== null;
  }

  private died(failure: HelperFailure): void {
    const now = Date.now();
    this.deaths = this.deaths.filter((time) => now - time < DEATHS_WINDOW);
    this.deaths.push(now);
    this.greeting = null;
    if (this.deaths.length < MAX_DEATHS) {
      this.say({
        state: 'starting',
        detail: `${failure.problem} Another is started.`,
        remedy: RESTART,
      });
      void this.greet();
    } else {
      this.report(failure);
    }
  }

  private report({ problem, remedy }: HelperFailure): void {
    const missing = !this.hasCompiler();
    this.say({
      state: missing ? 'missing' : 'failed',
      detail: missing && this.path === '' ? NO_COMPILER : `${problem} ${remedy}`.trim(),
      remedy: missing ? { title: 'Check', command: 'nativecompile.checkHelper' } : RESTART,
      canRun: false,
    });
  }

  private say(status: StatusParams): void {
    this.last = {
      ...status,
      target: this.target,
      ...(this.greeting === null
        ? {}
        : {
            pythonVersion: this.greeting.python,
            helperVersion: `protocol ${this.greeting.protocolVersion}`,
          }),
      ...(this.lastCompileMs === null ? {} : { lastCompileMs: this.lastCompileMs }),
    };
    this.onStatus(this.last);
  }
}

/**
 * The messages that LSP does not have: names and types, shared by the server and the VS Code
 * client.
 *
 * Knows nothing of who sends or answers them. Lines, rows and columns count from 0; columns are in
 * the position encoding that was negotiated.
 */

import type { Position, Range } from 'vscode-languageserver-protocol';
import type { TargetName } from '../compiler/target/target.js';
import type { Detail } from '../language/views.js';

/** What the client says in `initialize`, since LSP has no place for it. */
export interface InitializationOptions {
  /**
   * A workspace that is not trusted is compiled, never run, and its helper.path is not used. A
   * client that does not say is trusted: it has no notion of it.
   */
  readonly isTrusted?: boolean;
  /** Whether `command:` links in hovers work. */
  readonly commandLinks?: boolean;
  /** Whether it answers `readFile`. */
  readonly readsFiles?: boolean;
  /** Commands of the client; what needs another is not offered. */
  readonly commands?: readonly string[];
  /**
   * For clients that answer no workspace/configuration: the settings, without their common prefix.
   */
  readonly settings?: unknown;
}

export const Method = {
  /** Request: the text of a listing, for clients without workspace/textDocumentContent. */
  content: 'nativecompile/content',
  /** Notification of the server: a listing has another text now; for the clients of `content`. */
  contentChanged: 'nativecompile/contentChanged',
  /** Request: which row of a listing belongs to which place of the source. */
  listingMap: 'nativecompile/listingMap',
  /** Request of the server: a file that it cannot read itself, as one that is on no disk. */
  readFile: 'nativecompile/readFile',
  /** Notification of the server: how the helper is. */
  status: 'nativecompile/status',
  restartHelper: 'nativecompile/restartHelper',
  checkHelper: 'nativecompile/checkHelper',
  /** Request: the functions of a Python document, and which one a place is in. */
  functions: 'nativecompile/functions',
  machineCode: 'nativecompile/machineCode',
  /** Request: a function's control flow as a picture. */
  graph: 'nativecompile/graph',
  exportObject: 'nativecompile/exportObject',
  snapshot: 'nativecompile/snapshot',
  /** Request: compiles a document now, whatever compile.trigger says. */
  compile: 'nativecompile/compile',
  /** Notification of the server: execution counts, while a program runs and once at its end. */
  runData: 'nativecompile/runData',
  /** Request: forgets the execution counts. */
  clearRunData: 'nativecompile/clearRunData',
  /** Request: a document with which others can see for themselves what a run found out. */
  reproduction: 'nativecompile/reproduction',
  /** Request: the command that runs a program natively in a terminal. */
  prepareRun: 'nativecompile/prepareRun',
  /** Request: whose packages a native run of a file would get. */
  runPython: 'nativecompile/runPython',
  /**
   * Notification of the server: the hot lines of the last profile; without lines: there is none.
   */
  profile: 'nativecompile/profile',
  /** Request: forgets the profile. */
  clearProfile: 'nativecompile/clearProfile',
  /** Request: the profile as other programs read it. */
  profileFile: 'nativecompile/profileFile',
  /** Notification of the client: the program of a prepared run has ended. */
  runEnded: 'nativecompile/runEnded',
  /** Notification of the client: the workspace's trust has changed. */
  trust: 'nativecompile/trust',
} as const;

export interface ContentParams {
  readonly uri: string;
}

export interface ContentResult {
  readonly text: string;
}

export interface ReadFileParams {
  readonly uri: string;
}

export interface ReadFileResult {
  /** In Base64; null: it cannot be read. */
  readonly bytes: string | null;
}

export interface ContentChangedParams {
  readonly uri: string;
}

export interface CompileParams {
  /** Of a Python document that is open. */
  readonly uri: string;
}

export interface CompileResult {
  readonly compiled: boolean;
  /** Why not, as a sentence; empty when it was. */
  readonly reason: string;
}

export interface ListingMapParams {
  /** Of a listing. */
  readonly uri: string;
}

export interface ListingRow {
  readonly row: number;
  /** Of the source; null for code that no source line asked for. */
  readonly line: number | null;
  readonly startColumn?: number;
  /** Of the source; absent: the same as `line`. */
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The qualified name of the function the row belongs to. */
  readonly function: string;
  /** From the start of the function's code; null for rows that are no machine instruction. */
  readonly codeOffset: number | null;
  /** In bytes, of the bytecode instruction; null where there is none. */
  readonly bytecodeOffset: number | null;
  readonly cold: boolean;
  /** Of a row that stands for others: its name in an address that shows them. */
  readonly opens?: string;
}

export interface ListingMap {
  readonly sourceUri: string;
  /** Of the source document that the listing shows, or null when it is not open. */
  readonly version: number | null;
  /** Whether the source was changed since. */
  readonly stale?: boolean;
  readonly rows: readonly ListingRow[];
}

export interface StatusParams {
  readonly state: 'starting' | 'ready' | 'stopped' | 'missing' | 'failed';
  /** One sentence: why it is so. */
  readonly detail: string;
  /** A command of the client that helps; with `ready`, there is something to tell all the same. */
  readonly remedy?: { readonly title: string; readonly command: string };
  readonly helperVersion?: string;
  readonly pythonVersion?: string;
  readonly lastCompileMs?: number;
  /** Of the helper. */
  readonly target?: TargetName;
  /** Whether programs can be run natively here. */
  readonly canRun?: boolean;
  /** Whether the target's code is emulated on this machine, which executes none. */
  readonly emulated?: boolean;
}

export interface CheckHelperResult {
  readonly ok: boolean;
  /** One line for each check. */
  readonly report: string;
}

export interface FunctionsParams {
  /** Of a Python document. */
  readonly uri: string;
  readonly position: Position;
}

export interface FunctionsResult {
  /** Outer ones before inner ones; the first is the module. Empty if nothing is compiled. */
  readonly functions: readonly {
    /** Qualified name. */
    readonly scope: string;
    /** Of its `def`. */
    readonly line: number;
    /** Of machine code; null: it is interpreted. */
    readonly bytes: number | null;
  }[];
  /** The qualified name of the one that the position is in; null if nothing is compiled. */
  readonly scope: string | null;
}

/** How much of the code at a place is meant. */
export const codeExtents = ['expression', 'line', 'function'] as const;
export type CodeExtent = (typeof codeExtents)[number];

export interface MachineCodeParams {
  /** Of a Python document, or of a listing. */
  readonly uri: string;
  readonly range: Range;
  /** Of a Python document; absent: the lines of the range, or the function whose `def` it is on. */
  readonly extent?: CodeExtent;
}

export interface MachineCode {
  readonly target: TargetName;
  /** The source that it is the code of, on one line. */
  readonly of?: string;
  readonly functions: readonly {
    readonly name: string;
    /** Two hex digits a byte, nothing between. */
    readonly bytes: string;
    /** The fields that are filled when the code is loaded. */
    readonly relocations: readonly {
      readonly offset: number;
      readonly symbol: string;
      readonly kind: string;
    }[];
  }[];
}

export interface GraphParams {
  /** Of a Python document. */
  readonly uri: string;
  /** Qualified name of the function. */
  readonly scope?: string;
  /** Where no name is given, or several functions have it: a place in the function. */
  readonly position?: Position;
  /** Absent: that of the settings. */
  readonly detail?: Detail;
}

export interface GraphResult {
  /** null: there is none. */
  readonly svg: string | null;
  /** Why there is none, or why it is of an earlier text; a sentence, or empty. */
  readonly reason: string;
  /** Qualified name of the function; empty where nothing is compiled. */
  readonly scope: string;
  readonly detail: Detail;
  /** In the order of `data-block` in the picture. */
  readonly blocks: readonly {
    /** Where it begins in the source; null for code of no line, and in edited text. */
    readonly range: Range | null;
    /** Of its first instruction, in bytes. */
    readonly bytecodeOffset: number;
  }[];
}

export interface ExportObjectParams {
  readonly uri: string;
}

export interface ExportObjectResult {
  readonly elf: string;
}

export interface SnapshotParams {
  /** Of a listing. */
  readonly uri: string;
  /** `pin` keeps the listing as it is now; the others ask for what is kept. */
  readonly kind: 'previous' | 'pinned' | 'pin';
}

export interface SnapshotResult {
  /**
   * null when there is none. It is that of the listing with `rev=previous` or `rev=pinned`;
   * `rev=now` is its other side.
   */
  readonly text: string | null;
  /** Why there is none. */
  readonly reason?: string;
}

export interface RunDataParams {
  readonly uri: string;
  readonly runId: string;
  /** The program still runs. */
  readonly live: boolean;
  /** The source has changed since the run began. */
  readonly stale: boolean;
  readonly counts: readonly {
    readonly line: number;
    readonly count: number;
    /** Of the functions that begin in the line: how often they were called. */
    readonly calls?: number;
    /** The part of the executions that took a slow path, from 0 to 1. */
    readonly slowShare?: number;
  }[];
}

export interface ClearRunDataParams {
  /** All documents when absent. */
  readonly uri?: string;
}

export interface ReproductionParams {
  /** Of a Python document with a finding NC401 or NC402. */
  readonly uri: string;
}

export interface ReproductionResult {
  /** Markdown. */
  readonly text: string;
  /** What a file of it might be called. */
  readonly fileName: string;
}

export interface PrepareRunParams {
  readonly uri: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Absent: that of the settings. */
  readonly target?: TargetName;
  /**
   * The Python that another extension has chosen for the file: a program, or the folder of an
   * environment.
   */
  readonly python?: string | null;
  readonly tier?: 'auto' | 'baseline' | 'optimized';
  readonly counters?: 'off' | 'functions' | 'lines';
  /** Run it interpreted too, and compare. */
  readonly verify?: boolean;
  /** Find out where its time goes. */
  readonly profile?: boolean;
  /** Time it against the state of its previous save. */
  readonly measure?: boolean;
}

export interface HotLineAdvice {
  /** A sentence. */
  readonly text: string;
  /** The finding that it is about, and where that is; absent: none. */
  readonly code?: string;
  readonly line?: number;
  /** In characters. */
  readonly column?: number;
}

/** Times are nanoseconds of processor time. */
export interface ProfiledLine {
  /** Empty: its code has no file. */
  readonly uri: string;
  /** As Python names it. */
  readonly file: string;
  /** Of the text that ran. */
  readonly line: number;
  /** The line's text, by which it is found when others have been added; empty: not known. */
  readonly source: string;
  /** The qualified name of the function that its code is in. */
  readonly function: string;
  /** Its own, with the C functions that it called. */
  readonly nanoseconds: number;
  /** With the Python functions that it called. */
  readonly total: number;
  /** Where its own time goes: `62 % set.add, 30 % machine code`. */
  readonly summary: string;
  readonly parts: readonly { readonly what: string; readonly nanoseconds: number }[];
  readonly advice: HotLineAdvice | null;
}

export interface ProfileParams {
  readonly runId: string;
  /** The path of the program. */
  readonly program: string;
  readonly total: number;
  readonly samples: number;
  /** The hottest first. */
  readonly lines: readonly ProfiledLine[];
}

export interface ProfileFileParams {
  readonly format: 'cpuprofile' | 'speedscope' | 'folded';
}

export interface ProfileFileResult {
  /** null: there is no profile. */
  readonly text: string | null;
}

export interface RunPythonParams {
  readonly uri: string;
  /** As in PrepareRunParams. */
  readonly python?: string | null;
}

export interface RunPython {
  /** A few words: `.venv, Python 3.11.4`. */
  readonly label: string;
  /** A sentence without its full stop. */
  readonly detail: string;
  /** Something that was chosen is not used. */
  readonly isProblem: boolean;
}

export interface PreparedRun {
  readonly runId: string;
  readonly target: TargetName;
  /** Whether the target's code is emulated here, as far as is known. */
  readonly emulated: boolean;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the terminal's environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface RunEndedParams {
  readonly runId: string;
  readonly exitCode: number | null;
  readonly signal?: string;
}

export interface TrustParams {
  readonly isTrusted: boolean;
}

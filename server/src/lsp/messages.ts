/**
 * The messages of our own on the wire: what a client may ask beyond LSP, and what it is told.
 *
 * Maps from: a method's name. Maps to: the types of its parameters and result. Imports nothing, so that
 * clients can take the types from here. Positions in them are LSP's: lines from 0, characters in the
 * negotiated encoding. A client that knows none of these messages loses only what is named here.
 */

export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** Methods by name, so that neither side writes one twice. */
export const methods = {
  /** Request: the text of a virtual document, for clients without `workspace/textDocumentContent`. */
  content: 'nativecompile/content',
  /** Notification to the client: a virtual document has another text now. */
  contentChanged: 'nativecompile/contentChanged',
  /** Request: which source each row of a listing belongs to. */
  listingMap: 'nativecompile/listingMap',
  /** Notification to the client: how the helper is. */
  status: 'nativecompile/status',
  restartHelper: 'nativecompile/restartHelper',
  checkHelper: 'nativecompile/checkHelper',
  machineCode: 'nativecompile/machineCode',
  exportObject: 'nativecompile/exportObject',
  snapshot: 'nativecompile/snapshot',
  /** Request: compiles a document now, whatever `compile.trigger` says. */
  compile: 'nativecompile/compile',
  runData: 'nativecompile/runData',
  prepareRun: 'nativecompile/prepareRun',
  runEnded: 'nativecompile/runEnded',
  /** Notification to the server: the workspace's trust changed. */
  trust: 'nativecompile/trust',
} as const;

/** What a client may say at `initialize`; all of it may be missing. */
export interface InitializationOptions {
  /** In an untrusted workspace files are compiled and never run. Default: true. */
  readonly isTrusted?: boolean;
  /** Whether `command:` links in hovers work. */
  readonly commandLinks?: boolean;
  /** Settings, for clients that answer no `workspace/configuration`; keys as in `Settings`. */
  readonly settings?: unknown;
}

export interface ContentParams {
  readonly uri: string;
}

export interface ContentResult {
  readonly text: string;
}

export interface ContentChangedParams {
  readonly uri: string;
}

export interface ListingMapParams {
  /** Of the listing. */
  readonly uri: string;
}

export interface ListingMapRow {
  /** Line of the listing, from 0. */
  readonly row: number;
  /** Line of the source, from 0; null where no line is to blame. */
  readonly line: number | null;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Qualified name. */
  readonly function: string;
  /** Bytes from the function's start. */
  readonly codeOffset: number | null;
  readonly bytecodeOffset: number | null;
  /** Whether the row is of the out-of-line code. */
  readonly cold: boolean;
}

export interface ListingMapResult {
  readonly rows: readonly ListingMapRow[];
  readonly sourceUri: string;
  /** Of the source document that was compiled; null where the file is not open. */
  readonly version: number | null;
  /** Whether the source was changed since. */
  readonly stale: boolean;
}

export type ServerState = 'starting' | 'ready' | 'stopped' | 'missing' | 'failed';

export interface StatusParams {
  readonly state: ServerState;
  /** One sentence. */
  readonly detail: string;
  readonly remedy?: { readonly title: string; readonly command: string };
  readonly helperVersion: string | null;
  readonly pythonVersion: string | null;
  readonly lastCompileMs: number | null;
}

export interface CheckHelperResult {
  readonly usable: boolean;
  readonly status: StatusParams;
}

export interface MachineCodeParams {
  readonly uri: string;
  readonly range: WireRange;
}

export interface MachineCodeFunction {
  /** Qualified name. */
  readonly name: string;
  /** Bytes from the function's start of the first of `bytes`. */
  readonly offset: number;
  /** Hexadecimal, without spaces; relocated fields are zero. */
  readonly bytes: string;
  readonly relocations: readonly {
    /** Bytes from the first of `bytes`. */
    readonly offset: number;
    readonly kind: string;
    readonly symbol: string;
    readonly addend: number;
  }[];
}

export interface MachineCodeResult {
  readonly functions: readonly MachineCodeFunction[];
}

export interface ExportObjectParams {
  readonly uri: string;
}

export interface ExportObjectResult {
  /** An ELF32 relocatable object, in base64. */
  readonly elf: string;
}

export interface SnapshotParams {
  /** Of the Python document or of a listing of it. */
  readonly uri: string;
  /** `pin` keeps the present state; the others ask for a kept one. */
  readonly kind: 'previous' | 'pinned' | 'pin';
}

export interface SnapshotResult {
  /** The virtual document that shows the kept state; null: there is none, and `reason` says why. */
  readonly uri: string | null;
  /** The virtual document that shows the present state in the same way. */
  readonly currentUri: string;
  readonly reason: string;
}

export interface CompileParams {
  readonly uri: string;
}

export interface CompileResult {
  readonly compiled: boolean;
  /** Why not, as a sentence; empty when it was. */
  readonly reason: string;
}

export interface TrustParams {
  readonly isTrusted: boolean;
}

export interface RunDataParams {
  readonly uri: string;
  readonly runId: string;
  /** Whether the program still runs. */
  readonly live: boolean;
  readonly counts: readonly {
    /** From 0. */
    readonly line: number;
    readonly count: number;
    /** 0 to 1. */
    readonly slowShare?: number;
  }[];
  /** Whether the source was changed since the run. */
  readonly stale: boolean;
}

export interface PrepareRunParams {
  readonly uri: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly tier?: string;
  readonly counters?: 'off' | 'functions' | 'lines';
  readonly verify?: boolean;
}

export interface PrepareRunResult {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly runId: string;
}

export interface RunEndedParams {
  readonly runId: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/**
 * The settings that the server acts on.
 *
 * Maps from: whatever a client sends as configuration. Maps to: complete settings; what is missing
 * or makes no sense has its default, and is named in `problems`. Knows no connection.
 */

import {
  defaultTarget,
  isTargetName,
  type TargetName,
  targetNames,
} from '../compiler/target/target.js';
import type { Severity } from '../language/diagnostics.js';
import { type Detail, details } from '../language/views.js';
import { isOpcodeName, type OpcodeName } from '../opcodes/opcodeNames.js';

export interface Settings {
  /** What documents are compiled for, and programs run on. */
  readonly target: TargetName;
  readonly trigger: 'onSave' | 'onType' | 'manual';
  /** Milliseconds. */
  readonly delay: number;
  /** Bytes. */
  readonly maxFileSize: number;
  readonly exclude: readonly string[];
  readonly excludeOpcodes: ReadonlySet<OpcodeName>;
  /** Empty: the built-in one. Machine-scoped, and ignored in untrusted workspaces. */
  readonly helperPath: string;
  /** A CPython 3.11 to compile with where the helper cannot run; as `helperPath`. */
  readonly helperPython: string;
  readonly diagnostics: boolean;
  readonly severity: ReadonlyMap<string, Severity | 'off'>;
  readonly syntaxErrors: boolean;
  readonly hints: boolean;
  /** Hints are findings that the list of problems has. */
  readonly hintsAreProblems: boolean;
  readonly hintCategories: ReadonlyMap<string, boolean>;
  readonly hoverContent: 'summary' | 'full';
  readonly hoverMaxRows: number;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly syntax: 'intel' | 'att';
  /** How much of the machine code a listing shows. */
  readonly detail: Detail;
  readonly showBytes: boolean;
  readonly interleaveSource: boolean;
  /** What a run is started with, by the setting's name: `args`, `cwd`, `env` and so on. */
  readonly run: RunSettings;
}

export interface RunSettings {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Seconds; 0 for none. */
  readonly timeout: number;
  /** MiB; 0 for none. */
  readonly memoryLimit: number;
  readonly tier: 'auto' | 'baseline' | 'optimized';
  readonly counters: 'off' | 'functions' | 'lines';
}

export interface ReadSettings {
  readonly settings: Settings;
  /** A sentence for each value that could not be used. */
  readonly problems: readonly string[];
  /** All that there are, with dots. */
  readonly keys: readonly string[];
}

type Objects = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Objects =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads what is below `nativecompile` in a configuration: nested objects, or keys with dots.
 * `target` is used where the configuration names none.
 */
export function readSettings(configuration: unknown, target = defaultTarget): ReadSettings {
  const reader = new Reader(isObject(configuration) ? configuration : {});
  const settings: Settings = {
    target: reader.target('target', target),
    trigger: reader.word('compile.trigger', ['onSave', 'onType', 'manual']),
    delay: reader.number('compile.delay', 200, 0, 60_000),
    maxFileSize: reader.number('compile.maxFileSize', 1024 * 1024, 0, Number.MAX_SAFE_INTEGER),
    exclude: reader.strings('compile.exclude'),
    excludeOpcodes: reader.opcodes('compile.excludeOpcodes'),
    helperPath: reader.string('helper.path'),
    helperPython: reader.string('helper.python'),
    diagnostics: reader.boolean('diagnostics.enable', true),
    severity: reader.severities('diagnostics.severity'),
    syntaxErrors: reader.boolean('diagnostics.syntaxErrors', false),
    hints: reader.boolean('hints.enable', false),
    hintsAreProblems: reader.boolean('hints.inProblems', false),
    hintCategories: reader.booleans('hints.categories'),
    hoverContent: reader.word('hover.content', ['full', 'summary']),
    hoverMaxRows: reader.number('hover.maxRows', 16, 1, 1000),
    codeLens: reader.boolean('codeLens.enable', false),
    inlayHints: reader.boolean('inlayHints.enable', false),
    syntax: reader.word('view.syntax', ['intel', 'att']),
    detail: reader.word('view.detail', details),
    showBytes: reader.boolean('view.showBytes', false),
    interleaveSource: reader.boolean('view.interleaveSource', true),
    run: {
      args: reader.strings('run.args'),
      cwd: reader.string('run.cwd'),
      env: reader.environment('run.env'),
      timeout: reader.number('run.timeout', 0, 0, 1e9),
      memoryLimit: reader.number('run.memoryLimit', 0, 0, 1e6),
      tier: reader.word('run.tier', ['auto', 'baseline', 'optimized']),
      counters: reader.word('run.counters', ['lines', 'off', 'functions']),
    },
  };
  return { settings, problems: reader.problems, keys: reader.keys };
}

const severityWords = ['error', 'warning', 'information', 'hint', 'off'] as const;

class Reader {
  readonly problems: string[] = [];
  readonly keys: string[] = [];

  constructor(private readonly configuration: Objects) {}

  boolean(key: string, standard: boolean): boolean {
    const value = this.value(key);
    if (typeof value === 'boolean') return value;
    return this.standard(key, value, standard, 'true or false');
  }

  number(key: string, standard: number, least: number, most: number): number {
    const value = this.value(key);
    if (typeof value === 'number' && value >= least && value <= most) return value;
    return this.standard(key, value, standard, `a number from ${least} to ${most}`);
  }

  string(key: string): string {
    const value = this.value(key);
    return typeof value === 'string' ? value : this.standard(key, value, '', 'a text');
  }

  strings(key: string): readonly string[] {
    const value = this.value(key);
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    return this.standard(key, value, [], 'a list of texts');
  }

  /** The first word is the default. */
  word<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.value(key);
    const found = words.find((word) => word === value);
    return found ?? this.standard(key, value, words[0], `one of ${words.join(', ')}`);
  }

  target(key: string, standard: TargetName): TargetName {
    const value = this.value(key);
    if (isTargetName(value)) return value;
    return this.standard(key, value, standard, `one of ${targetNames.join(', ')}`);
  }

  opcodes(key: string): ReadonlySet<OpcodeName> {
    const names = new Set<OpcodeName>();
    for (const text of this.strings(key)) {
      const name = text.trim().toUpperCase();
      if (isOpcodeName(name)) names.add(name);
      else this.problems.push(`${key}: CPython 3.11 has no opcode ${text}.`);
    }
    return names;
  }

  severities(key: string): ReadonlyMap<string, Severity | 'off'> {
    const found = new Map<string, Severity | 'off'>();
    for (const [code, value] of this.entries(key)) {
      const word = severityWords.find((one) => one === value);
      if (word === undefined) {
        this.problems.push(`${key}: ${code} is one of ${severityWords.join(', ')}.`);
      } else found.set(code, word);
    }
    return found;
  }

  booleans(key: string): ReadonlyMap<string, boolean> {
    const found = new Map<string, boolean>();
    for (const [code, value] of this.entries(key)) {
      if (typeof value === 'boolean') found.set(code, value);
      else this.problems.push(`${key}: ${code} is true or false.`);
    }
    return found;
  }

  environment(key: string): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const [name, value] of this.entries(key)) {
      if (typeof value === 'string' || typeof value === 'number') found[name] = String(value);
      else this.problems.push(`${key}: ${name} is a text.`);
    }
    return found;
  }

  private entries(key: string): [string, unknown][] {
    const value = this.value(key);
    return isObject(value)
      ? Object.entries(value)
      : this.standard<[string, unknown][]>(key, value, [], 'an object');
  }

  private value(key: string): unknown {
    this.keys.push(key);
    if (Object.hasOwn(this.configuration, key)) return this.configuration[key];
    let value: unknown = this.configuration;
    for (const part of key.split('.')) {
      if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
      value = value[part];
    }
    return value;
  }

  private standard<T>(key: string, value: unknown, standard: T, wanted: string): T {
    if (value !== undefined && value !== null) this.problems.push(`${key} is ${wanted}.`);
    return standard;
  }
}

/** What a reader of findings is told to look for. */
export const EXCLUDING_SETTING = 'the setting `compile.excludeOpcodes`';

export const defaultSettings: Settings = readSettings({}).settings;

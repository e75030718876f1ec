/**
 * The verb `check`: what of the files will not run as machine code.
 *
 * Maps from: files and folders. Maps to: findings on standard output, as text, JSON or SARIF.
 */

import { dirname, resolve } from 'node:path';
import type { TargetName } from '../compiler/target/target.js';
import { makeCompileService } from '../helper/compilers.js';
import { foreignModuleFinder } from '../helper/foreignModules.js';
import { messageOf } from '../helper/protocol.js';
import { namingExclusion } from '../language/exclusion.js';
import { programEnvironment } from '../helper/launchedWith.js';
import {
  type Diagnostic,
  diagnose,
  inSourceOrder,
  type Severity,
} from '../language/diagnostics.js';
import { hintsOfFunctions } from '../language/hints/functionHints.js';
import { isIgnored } from '../language/suppression.js';
import type { CommandLine, Options } from './arguments.js';
import { fixFile } from './fixFiles.js';
import { chosenPython } from './python.js';
import { sarifLog } from './sarif.js';
import {
  type Compiled,
  compileFile,
  expandFolders,
  type NotPython,
  readSourceFile,
  STDIN_NAME,
} from './sources.js';
import { type Colour, painter, printError, printOut, progress } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export interface CheckedFile {
  readonly compiled: Compiled | NotPython;
  /** Empty for a file that is no Python. */
  readonly diagnostics: readonly Diagnostic[];
}

export async function check({ options, operands }: VerbLine): Promise<number> {
  if (operands.length === 0) throw new UsageError('check needs a FILE');
  if (options.json && options.sarif) throw new UsageError('choose one of --json and --sarif');
  const paths = expandFolders(operands);
  const { target } = options;
  const service = makeCompileService({ target });
  const shown = progress();
  const checked: CheckedFile[] = [];
  const asText = !options.json && !options.sarif;
  try {
    for (const [index, path] of paths.entries()) {
      if (paths.length > 1) shown.show(`checking ${index + 1} of ${paths.length}: ${path}`);
      const { run, hints } = options;
      const { file, isChanged } = options.fix
        ? await fixFile(service, path, target, run.without, hints)
        : { file: readSourceFile(path), isChanged: false };
      if (isChanged) printError(`${path}: fixed\n`);
      const compiled = await compileFile(service, file, target, run.without);
      const diagnostics = compiled.kind === 'error' ? [] : findingsOf(compiled, options);
      const result = { compiled, diagnostics };
      checked.push(result);
      if (asText) {
        shown.done();
        printOut(textReport(result));
      }
    }
  } finally {
    shown.done();
    service.stop();
  }
  if (options.json) printOut(`${JSON.stringify(checked.map((one) => jsonReport(one, target)))}\n`);
  if (options.sarif) printOut(`${JSON.stringify(sarifLog(checked), null, 2)}\n`);
  if (asText && paths.length > 1) printError(summary(checked));
  return checked.some(isFinding) ? ExitStatus.findings : ExitStatus.clean;
}

function findingsOf({ results, directives, file }: Compiled, options: Options): Diagnostic[] {
  const { target, hints: withHints } = options;
  const { lines } = file.source;
  const folder = file.path === STDIN_NAME ? '' : dirname(file.path);
  const { python } = chosenPython(
    options,
    file.path === STDIN_NAME ? [] : [file.path],
    // Nothing is run but what somebody has named.
    options.python !== '',
  );
  const env = programEnvironment(process.env);
  const findForeign = foreignModuleFinder({ folder: resolve(folder), env, target, python });
  const findings = diagnose(results, lines, directives, findForeign).map((finding) => ({
    ...finding,
    message: namingExclusion(finding.message, '`--without`'),
  }));
  if (!withHints) return findings;
  const hints = hintsOfFunctions(results, lines);
  return [...findings, ...hints.filter((hint) => !isIgnored(hint, directives))].sort(inSourceOrder);
}

/** A hint alone is no reason to fail a build. */
function isFinding({ compiled, diagnostics }: CheckedFile): boolean {
  return compiled.kind === 'error' || diagnostics.some(({ severity }) => severity !== 'hint');
}

const colours: Readonly<Record<Severity, Colour>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
  hint: 'dim',
};

function textReport({ compiled, diagnostics }: CheckedFile): string {
  const paint = painter(1);
  const { file } = compiled;
  if (compiled.kind === 'error') return compiled.error.text;
  const parts = diagnostics.map(({ code, severity, message, range }) => {
    const place = paint('bold', `${file.path}:${range.line}:${range.column + 1}:`);
    const line = file.source.lines[range.line - 1] ?? '';
    const end = range.endLine === range.line ? range.endColumn : line.length;
    const marks = '^'.repeat(Math.max(1, end - range.column));
    // Tabs before the marks must be tabs too, or the marks stand elsewhere.
    const indent = line.slice(0, range.column).replace(/[^\t]/g, ' ');
    return `${place} ${paint(colours[severity], severity)} ${code}: ${message}\n    ${line}\n    ${indent}${paint(colours[severity], marks)}\n`;
  });
  if (parts.length > 0) return parts.join('');
  const bytes = compiled.results.reduce((n, r) => n + ('refused' in r ? 0 : r.statistics.bytes), 0);
  const count = compiled.results.length;
  const kept = compiled.results.filter((result) => 'refused' in result).length;
  const objects = count === 1 ? 'one code object' : `${count} code objects`;
  const share =
    kept === 0
      ? `all of ${objects} compiled`
      : `${count - kept} of ${objects} compiled, ${kept} kept interpreted by comments`;
  return `${file.path}: ${share}, ${bytes.toLocaleString('en-US')} bytes of machine code\n`;
}

function summary(checked: readonly CheckedFile[]): string {
  const findings = checked.reduce(
    (n, { compiled, diagnostics }) => n + diagnostics.length + (compiled.kind === 'error' ? 1 : 0),
    0,
  );
  return `${counted(checked.length, 'file')}, ${findings === 0 ? 'no findings' : counted(findings, 'finding')}\n`;
}

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

function jsonReport({ compiled, diagnostics }: CheckedFile, target: TargetName): object {
  const { path, sha256 } = compiled.file;
  if (compiled.kind === 'error') {
    const { line, offset, endLine, endOffset } = compiled.error;
    const message = messageOf(compiled.error);
    return { file: path, sha256, error: { message, line, offset, endLine, endOffset } };
  }
  return {
    file: path,
    sha256,
    target,
    codeObjects: compiled.results.length,
    refused: compiled.results.filter((result) => 'refused' in result).length,
    diagnostics,
  };
}

/**
 * The verb `check`: what of the files will not run as machine code.
 *
 * Maps from: files and folders. Maps to: findings on standard output, as text, JSON or SARIF.
 */

import { dirname, resolve } from 'node:path';
import type { TargetName } from '../compiler/target/target.js';
import type { CompileService } from '../helper/compileService.js';
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
import { githubCommands } from './githubCommands.js';
import { type Project, projectOf } from './projectSettings.js';
import { chosenPython } from './python.js';
import { sarifLog } from './sarif.js';
import {
  type Compiled,
  compileFile,
  expandFolders,
  isFolder,
  type NotPython,
  readSourceFile,
  STDIN,
  STDIN_NAME,
} from './sources.js';
import { type Colour, painter, printError, printOut, progress } from './terminal.js';
import { ExitStatus, UsageError } from './usage.js';
import { checkFormats } from './verbs.js';
import { doneOrWatched } from './watch.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export interface CheckedFile {
  readonly compiled: Compiled | NotPython;
  /** Empty for a file that is no Python. */
  readonly diagnostics: readonly Diagnostic[];
  readonly target: TargetName;
}

type Format = (typeof checkFormats)[number];

export async function check({ options, operands }: VerbLine): Promise<number> {
  if (operands.length === 0) throw new UsageError('check needs a FILE');
  const format = formatOf(options);
  const projects = new Projects(options);
  // Files that are new in a folder are found the next time.
  let paths: readonly string[] = await projects.files(operands);
  return await doneOrWatched(
    options.watch,
    () => paths,
    async () => {
      paths = await projects.files(operands);
      return await checkFiles(paths, projects, options, format);
    },
  );
}

function formatOf({ json, sarif, format }: Options): Format {
  const said = [json ? 'json' : '', sarif ? 'sarif' : '', format].filter((word) => word !== '');
  if (new Set(said).size > 1) throw new UsageError('choose one of --json, --sarif and --format');
  return checkFormats.find((name) => name === said[0]) ?? 'text';
}

async function checkFiles(
  paths: readonly string[],
  projects: Projects,
  said: Options,
  format: Format,
): Promise<number> {
  const services = new Map<TargetName, CompileService>();
  const shown = progress();
  const checked: CheckedFile[] = [];
  try {
    for (const [index, path] of paths.entries()) {
      if (paths.length > 1) shown.show(`checking ${index + 1} of ${paths.length}: ${path}`);
      const project = await projects.of(path);
      const { target } = project.options;
      const service = services.get(target) ?? makeCompileService({ target });
      services.set(target, service);
      const result = await checkFile(service, path, project);
      checked.push(result);
      if (format === 'text' || format === 'github') {
        shown.done();
        printOut(format === 'text' ? textReport(result) : githubCommands(result));
      }
    }
  } finally {
    shown.done();
    for (const service of services.values()) service.stop();
  }
  if (format === 'json') printOut(`${JSON.stringify(checked.map(jsonReport))}\n`);
  if (format === 'sarif') printOut(`${JSON.stringify(sarifLog(checked), null, 2)}\n`);
  if (format === 'text' && (paths.length > 1 || said.watch)) printError(summary(checked));
  return checked.some(isFinding) ? ExitStatus.findings : ExitStatus.clean;
}

async function checkFile(
  service: CompileService,
  path: string,
  { options, severity, hintCategories }: Project,
): Promise<CheckedFile> {
  const { run, hints, target } = options;
  const { file, isChanged } = options.fix
    ? await fixFile(service, path, target, run.without, hints)
    : { file: readSourceFile(path), isChanged: false };
  if (isChanged) printError(`${path}: fixed\n`);
  const compiled = await compileFile(service, file, target, run.without);
  const found = compiled.kind === 'error' ? [] : findingsOf(compiled, options);
  const diagnostics = found.flatMap((finding) => {
    const level = severity.get(finding.code) ?? finding.severity;
    const isOff = level === 'off' || hintCategories.get(finding.code) === false;
    return isOff ? [] : [{ ...finding, severity: level }];
  });
  return { compiled, diagnostics, target };
}

/** Each file has the project that it is in. */
class Projects {
  private readonly known = new Map<string, Promise<Project>>();

  constructor(private readonly said: Options) {}

  of(path: string): Promise<Project> {
    const folder = path === STDIN ? path : isFolder(path) ? resolve(path) : dirname(resolve(path));
    const known = this.known.get(folder) ?? projectOf(folder, this.said);
    this.known.set(folder, known);
    return known;
  }

  /** A file that is named is checked, whatever its project leaves out of folders. */
  async files(operands: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const operand of operands) {
      const isNamed = operand === STDIN || !isFolder(operand);
      for (const path of expandFolders([operand])) {
        if (isNamed || !(await this.of(path)).isExcluded(path)) found.push(path);
      }
    }
    return found;
  }
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

function jsonReport({ compiled, diagnostics, target }: CheckedFile): object {
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

/**
 * Programs that the editor runs natively, and what they tell about the open documents.
 *
 * Maps from: requests to run a file. Maps to: a command line for a terminal, and, while that runs
 * and after it, counts and findings of documents. The program is the terminal's; the server only
 * reads what it counts.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { TargetName } from '../compiler/target/target.js';
import { errorText } from '../helper/failure.js';
import { projectFolder } from '../helper/helperProcess.js';
import {
  createTemporaryFolder,
  removeAbandoned,
  removeTemporaryFolder,
} from '../helper/temporaryFolder.js';
import {
  Method,
  type ClearRunDataParams,
  type PreparedRun,
  type PrepareRunParams,
  type RunEndedParams,
} from './messages.js';
import { readBlock } from '../run/counterBlock.js';
import { editorEnvironment } from '../run/editorRequest.js';
import { LiveBlock } from '../run/liveBlock.js';
import { parseProfile } from '../run/profileJson.js';
import type { Profile } from '../language/profile.js';
import { parseReport, type RunReport } from '../run/runReport.js';
import type { PythonDocument } from './documents.js';
import { Profiles } from './profiles.js';
import { editorPythons } from './pythons.js';
import { RunResults, type ToldRun } from './runResults.js';
import { writeReproduction } from './reproductions.js';
import { type Session, uriOf } from './session.js';
import type { Settings } from './settings.js';
import { isFile, pathOf } from './uris.js';

/** Four times a second. */
const POLL_MS = 250;

interface Run {
  readonly id: string;
  readonly uri: string;
  readonly told: ToldRun;
  readonly folder: string;
  readonly block: LiveBlock | null;
  /** What was read last, to publish changes only. */
  last: Buffer;
  timer: NodeJS.Timeout;
}

export class Runs {
  private readonly running = new Map<string, Run>();
  private readonly results: RunResults;
  private readonly profiles: Profiles;
  private nextId = 1;

  constructor(
    private readonly session: Session,
    changed: (document: PythonDocument) => void,
  ) {
    this.results = new RunResults(session, changed);
    this.profiles = new Profiles(session, changed);
    const { connection } = session;
    connection.onRequest(Method.prepareRun, (params: PrepareRunParams) => this.prepare(params));
    connection.onRequest(Method.clearRunData, (params: ClearRunDataParams | null) => {
      this.results.clear(params?.uri ?? undefined);
      return null;
    });
    connection.onRequest(Method.reproduction, (params) =>
      writeReproduction(session, this.results, uriOf(params)),
    );
    connection.onNotification(Method.runEnded, ({ runId }: RunEndedParams) => {
      const run = this.running.get(runId);
      if (run !== undefined) this.end(run);
    });
  }

  /** To be called when a document has a new analysis. */
  analysed(document: PythonDocument): void {
    this.results.analysed(document);
    this.profiles.analysed(document);
  }

  /** To be called when a document's text was changed. */
  edited(document: PythonDocument): void {
    this.results.edited(document);
  }

  stop(): void {
    for (const run of this.running.values()) this.forget(run);
  }

  private async prepare(params: PrepareRunParams): Promise<PreparedRun> {
    const uri = uriOf(params);
    const { configuration } = this.session;
    if (!configuration.isTrusted) {
      throw refused('The workspace is not trusted: its programs are compiled and shown, not run.');
    }
    if (!isFile(uri)) throw refused('A program is run from a file on the disk.');
    const settings = await configuration.of(uri);
    const target = params.target ?? settings.target;
    const { helperPath, helperPython } = await configuration.ofMachine();
    const file = pathOf(uri);
    const counters = params.counters ?? settings.run.counters;
    const id = `run-${process.pid}-${this.nextId++}`;
    const way = wayOf(params);
    const before = way === 'bench' ? await this.previousText(uri) : '';
    const folder = createTemporaryFolder();
    if (folder === null) {
      throw new ResponseError(
        ErrorCodes.InternalError,
        'No folder for temporary files can be made: the disk is full, or TMPDIR names no ' +
          'folder of yours.',
      );
    }
    removeAbandoned(folder);
    const earlier = join(folder, basename(file));
    if (way === 'bench') this.write(earlier, before, folder);
    const isCounted = way === 'run' && counters !== 'off';
    const options = runOptions(params, target, settings);
    const programArgs = params.args ?? settings.run.args;
    const told: ToldRun = {
      id,
      path: file,
      target,
      words: way === 'run' ? ['run', '--counters', counters] : [way],
      options,
      args: programArgs,
      counters: isCounted ? counters : 'off',
    };
    const run: Run = {
      id,
      uri,
      told,
      folder,
      block: isCounted ? LiveBlock.create() : null,
      last: Buffer.alloc(0),
      timer: setInterval(() => this.poll(run), POLL_MS),
    };
    run.timer.unref();
    this.running.set(id, run);
    this.results.begin(told);
    return {
      runId: id,
      target,
      emulated: this.session.helper.isEmulated(target),
      command: process.execPath,
      args: [
        join(projectFolder(), 'server', 'bin', 'nativecompile-node'),
        ...told.words,
        ...options,
        ...(way === 'bench' ? ['--against', earlier] : []),
        file,
        ...programArgs,
      ],
      cwd: this.workingFolder(params.cwd ?? settings.run.cwd, file),
      env: {
        ...settings.run.env,
        ...editorEnvironment({
          report: reportOf(run),
          counterBlock: run.block?.path ?? '',
          profile: way === 'profile' ? profileOf(run) : '',
          helper: helperPath,
          editorPythons: editorPythons(helperPython, params.python),
        }),
        // Where the editor's own program is Node.
        ...(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
      },
    };
  }

  /** What was saved before the last save that changed something. */
  private async previousText(uri: string): Promise<string> {
    await this.session.settled(uri);
    const previous = this.session.documents.get(uri)?.previous;
    if (previous) return previous.source.text;
    throw refused(
      'There is no earlier save to measure against: the file was not saved with another content ' +
        'since it was opened.',
    );
  }

  private write(path: string, text: string, folder: string): void {
    try {
      writeFileSync(path, text, { mode: 0o600 });
    } catch (error) {
      removeTemporaryFolder(folder);
      const why = errorText(error);
      const problem = `The earlier save cannot be written to be run: ${why}`;
      throw new ResponseError(ErrorCodes.InternalError, problem);
    }
  }

  /** As a terminal in the workspace would: its folder, unless somebody said otherwise. */
  private workingFolder(wanted: string, file: string): string {
    const folders = this.session.client.workspaceFolders.filter(isFile).map(pathOf);
    const around = folders
      .filter((folder) => file.startsWith(`${folder}/`))
      .sort((a, b) => b.length - a.length)[0];
    const base = around ?? dirname(file);
    const path = wanted
      .replaceAll(settingsVariable('workspaceFolder'), base)
      .replaceAll(settingsVariable('fileDirname'), dirname(file));
    if (path === '') return base;
    return isAbsolute(path) ? path : resolve(base, path);
  }

  private poll(run: Run): void {
    // An editor that does not say when the program ended is told by the report.
    if (readReport(run) !== null) {
      this.end(run);
      return;
    }
    if (run.block === null) return;
    const bytes = run.block.bytes();
    if (run.last.equals(bytes)) return;
    run.last = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { functions } = readBlock(bytes, this.results.isShown);
    this.results.counted(run.told, functions, true);
  }

  private end(run: Run): void {
    const report = readReport(run);
    // Without a report the terminal was killed with the program; what it had counted is still
    // there.
    const counts = report?.counts ?? (run.block && readBlock(run.block.bytes()));
    this.results.counted(run.told, counts?.functions ?? [], false);
    if (report !== null) this.results.ended(run.told, report);
    const profile = readProfile(run);
    if (profile !== null) this.profiles.show(run.id, run.told.path, profile);
    this.forget(run);
  }

  private forget(run: Run): void {
    clearInterval(run.timer);
    this.running.delete(run.id);
    run.block?.close();
    removeTemporaryFolder(run.folder);
  }
}

/** The verb of the command line that does what was asked for. */
function wayOf({
  verify,
  profile,
  measure,
}: PrepareRunParams): 'run' | 'verify' | 'profile' | 'bench' {
  if (measure === true) return 'bench';
  if (verify === true) return 'verify';
  return profile === true ? 'profile' : 'run';
}

function runOptions(
  { tier }: PrepareRunParams,
  target: TargetName,
  { run, excludeOpcodes }: Settings,
): string[] {
  const wanted = tier ?? run.tier;
  return [
    // Named always: the terminal may have another in its environment.
    '--target',
    target,
    ...(wanted === 'auto' ? [] : ['--tier', wanted]),
    ...(run.timeout > 0 ? ['--timeout', String(run.timeout)] : []),
    ...(run.memoryLimit > 0 ? ['--memory-limit', String(run.memoryLimit)] : []),
    ...(excludeOpcodes.size > 0 ? ['--without', [...excludeOpcodes].join(',')] : []),
  ];
}

/**
 * Of a name that no other run has: the folder's may come again, and an editor tells runs apart by
 * it.
 */
const reportOf = ({ folder, id }: Run): string => join(folder, `${id}.json`);

const profileOf = ({ folder, id }: Run): string => join(folder, `${id}.profile.json`);

/** null where the run was no profile, or its terminal was killed. */
function readProfile(run: Run): Profile | null {
  try {
    return parseProfile(readFileSync(profileOf(run), 'utf8'));
  } catch {
    return null;
  }
}

function readReport(run: Run): RunReport | null {
  try {
    return parseReport(readFileSync(reportOf(run), 'utf8'));
  } catch {
    // It is not there before the end.
    return null;
  }
}

const refused = (why: string): ResponseError<void> =>
  new ResponseError(ErrorCodes.InvalidRequest, why);

/** How VS Code's settings write one of its variables. */
function settingsVariable(name: string): string {
  return `$\{${name}}`;
}

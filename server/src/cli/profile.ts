/**
 * The verb `profile`: runs a program as `run` does, and tells where its processor time went.
 *
 * Maps from: Python's command line. Maps to: the program's own end, and after it a table of hot
 * lines on standard error, or a file for another program.
 */

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { errorText, HelperFailure } from '../helper/failure.js';
import { fsPath } from '../helper/rawBytes.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../helper/temporaryFolder.js';
import type { Profile } from '../language/profile.js';
import { readProfiles, resolveProfiles } from '../run/profile.js';
import { formatProfile, type ProfileFormat, profileFormats } from '../run/profileFormats.js';
import { profileJson } from '../run/profileJson.js';
import { type CommandLine, fileOf, type Options } from './arguments.js';
import { run } from './run.js';
import { printError, printOut } from './terminal.js';

type VerbLine = Extract<CommandLine, { action: 'verb' }>;

export async function profile(line: VerbLine): Promise<number> {
  const folder = createTemporaryFolder();
  if (folder === null) throw new HelperFailure('There is no place for temporary files.', '');
  try {
    return await run(line, {
      profileFolder: folder,
      onEnd: () => tell(resolveProfiles(readProfiles(folder)), line),
    });
  } finally {
    removeTemporaryFolder(folder);
  }
}

async function tell(found: Profile, { options, operands }: VerbLine): Promise<void> {
  if (options.profile !== '') writeWhole(options.profile, profileJson(found));
  const format = formatOf(options);
  if (format !== 'table') {
    const text = formatProfile(found, format, ['nativecompile', ...operands].join(' '));
    put(text, options.output || defaultName(operands, format), options);
    return;
  }
  const { profileReport } = await import('./profileReport.js');
  const isForTerminal = options.output === '';
  put(await profileReport(found, options, isForTerminal), options.output, options);
}

const formatOf = ({ format }: Options): ProfileFormat =>
  profileFormats.find((name) => name === format) ?? 'table';

/** An empty path: standard error; `-`: standard output, after the program's. */
function put(text: string, path: string, options: Options): void {
  if (path === '') printError(text);
  else if (path === '-') printOut(text);
  else if (writeWhole(path, text)) {
    printError(
      `nativecompile: ${formatOf(options) === 'table' ? 'hot lines' : 'the profile'}: ${path}\n`,
    );
  }
}

function writeWhole(path: string, text: string): boolean {
  try {
    writeFileSync(fsPath(path), text);
    return true;
  } catch (error) {
    printError(`nativecompile: the profile is lost: ${errorText(error)}\n`);
    return false;
  }
}

const endings: Readonly<Record<ProfileFormat, string>> = {
  table: '.txt',
  speedscope: '.speedscope.json',
  cpuprofile: '.cpuprofile',
  folded: '.folded',
};

/** In the working folder, after the program. */
function defaultName(operands: readonly string[], format: ProfileFormat): string {
  const file = fileOf(operands);
  return `${file === null ? 'profile' : basename(file, '.py')}${endings[format]}`;
}

/**
 * The request for a reproduction.
 *
 * Maps from: a document that a run found something wrong in. Maps to: Markdown and a name for it.
 * Folders are left out of all texts: what is in them is nobody's business, and means nothing
 * elsewhere.
 */

import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { TargetName } from '../compiler/target/target.js';
import type { HelperEnd } from '../helper/helperProcess.js';
import { reproduction } from '../language/reproduction.js';
import { asFaultText, MAX_FAULT_FILE } from '../language/runFindings.js';
import type { ReproductionResult } from './messages.js';
import type { RunResults } from './runResults.js';
import type { Session } from './session.js';
import { pathOf } from './uris.js';

export async function writeReproduction(
  session: Session,
  results: RunResults,
  uri: string,
): Promise<ReproductionResult> {
  const path = pathOf(uri);
  const document = session.documents.get(uri);
  const analysis = document?.analysis ?? null;
  const fault = results.faultIn(path);
  if (document === undefined || analysis === null || fault === null) {
    throw refused('The last run found nothing here that others would have to see.');
  }
  const messages = document.runFindings.filter(({ code }) => code === 'NC401' || code === 'NC402');
  if (messages.length === 0) throw refused('The source was changed since the last run.');
  const { run, report, crashes, differences, sources } = fault;
  const paths = [...new Set([run.path, path])];
  const plain = (text: string): string => withoutFolders(text, paths);
  const fileName = basename(path);
  const text = await reproduction(analysis, {
    fileName,
    versions: versions(session, run.target),
    command: ['nativecompile', ...run.words, ...run.options, basename(run.path), ...run.args],
    end: endText(report.end),
    messages: messages.map(({ code, message, range }) =>
      plain(`${code}, ${fileName}:${range.line}:${range.column + 1}: ${message}`),
    ),
    differences: differences.map(plain),
    faults: report.faults.map(plain),
    crashes,
    sources: sources.map((source) => ({ fileName: basename(source.path), text: source.text })),
    target: run.target,
    counters: run.counters,
  });
  return { text, fileName: `${basename(path, '.py')}-reproduction.md` };
}

function versions({ version, helper, client }: Session, target: TargetName): string[] {
  const { pythonVersion } = helper.status;
  return [
    `nativecompile ${version}`,
    `CPython ${pythonVersion ?? '3.11'} for ${target}`,
    `Node.js ${process.versions.node} on ${process.platform} ${process.arch}`,
    ...(client.name === '' ? [] : [client.name]),
  ];
}

function withoutFolders(text: string, paths: readonly string[]): string {
  let plain = text;
  const folders = paths.map((path) => `${dirname(path)}/`).filter((folder) => folder !== '//');
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    plain = plain.replaceAll(folder, '').replaceAll(asFaultText(folder, MAX_FAULT_FILE), '');
  }
  return plain.replaceAll(`${homedir()}/`, '~/');
}

const endText = (end: HelperEnd): string =>
  end.kind === 'exit' ? `exit status ${end.status}` : `killed by ${end.signal}`;

const refused = (why: string): ResponseError<void> =>
  new ResponseError(ErrorCodes.InvalidRequest, why);

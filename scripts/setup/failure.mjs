/**
 * The one kind of error that set-up shows to people.
 *
 * Maps from: a thing that is missing or broken on this machine.
 * Maps to: one clear sentence that names it, and one that names the remedy.
 */

export class SetupFailure extends Error {
  /**
   * @param {string} problem what is wrong, as a sentence
   * @param {string} remedy what to do about it, as a sentence
   * @param {string} [detail] the last lines of the failing program, when they help
   */
  constructor(problem, remedy, detail = '') {
    super(`${problem} ${remedy}`);
    this.name = 'SetupFailure';
    this.problem = problem;
    this.remedy = remedy;
    this.detail = detail;
  }
}

/**
 * Causes that any step can meet, told by the error code of the system call or by what the failing
 * program printed.
 * @type {readonly { pattern: RegExp, problem: string, remedy: string }[]}
 */
const commonCauses = [
  {
    pattern: /ENOSPC|No space left on device|not have enough free space|disk full/i,
    problem: 'The disk is full.',
    remedy: 'Free about 700 MB where the project lies, and run the command again; it continues.',
  },
  {
    pattern: /EDQUOT|Disk quota exceeded/i,
    problem: 'Your disk quota is used up.',
    remedy: 'Free about 700 MB, and run the command again; it continues.',
  },
  {
    pattern: /EROFS|Read-only file system/i,
    problem: 'The project lies on a read-only file system.',
    remedy: 'Clone it to a place you can write to.',
  },
  {
    pattern: /EACCES|EPERM|Permission denied/,
    problem: 'A file of the project cannot be written by this user.',
    remedy: 'Give the project folder to this user (chown -R), or clone it again as this user.',
  },
];

/**
 * Causes that only a step that downloads can meet; a compiler says "could not resolve" of other
 * things.
 * @type {typeof commonCauses}
 */
const networkCauses = [
  {
    pattern:
      /Temporary failure resolving|Could not resolve|ENOTFOUND|EAI_AGAIN|Network is unreachable|ENETUNREACH|ECONNREFUSED|ETIMEDOUT|Could not connect|Connection timed out|Connection refused|Unable to connect|no sign of life/i,
    problem: 'The network or the package server cannot be reached.',
    remedy: 'Check the connection (and the proxy, if there is one), and run the command again.',
  },
  {
    pattern: /NO_PUBKEY|not signed|signatures? (?:were|was|couldn't)|BADSIG|EXPKEYSIG/i,
    problem: 'The signature of a Debian package list could not be verified.',
    remedy: 'Bring the package debian-archive-keyring up to date, and run the command again.',
  },
  {
    pattern: /Hash Sum mismatch|File has unexpected size/i,
    problem: 'A download from the Debian archive arrived damaged.',
    remedy: 'Run the command again in a few minutes; the mirror may be in the middle of an update.',
  },
];

/**
 * Turns any error into a SetupFailure, by its cause where that is known.
 * @param {unknown} error
 * @param {string} doing what was going on, for the sentence: "unpacking the runtime"
 * @param {{ downloads?: boolean }} [step]
 * @returns {SetupFailure}
 */
export function explain(error, doing, { downloads = false } = {}) {
  if (error instanceof SetupFailure) {
    return error;
  }
  const { text, shown } = textOf(error);
  for (const { pattern, problem, remedy } of [
    ...commonCauses,
    ...(downloads ? networkCauses : []),
  ]) {
    if (pattern.test(text)) {
      return new SetupFailure(problem, remedy, lastLines(shown));
    }
  }
  return new SetupFailure(
    `Set-up failed while ${doing}.`,
    'The lines below say why; when it is mended, run the command again and it continues there.',
    lastLines(shown),
  );
}

/**
 * @param {unknown} error
 * @returns {boolean} whether the network, or a server, is to blame
 */
export function isOfNetwork(error) {
  return networkCauses.some(({ pattern }) => pattern.test(textOf(error).text));
}

/** @param {unknown} error */
function textOf(error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const output = error instanceof Error && 'output' in error ? String(error.output) : '';
  const message = error instanceof Error ? error.message : String(error);
  return { text: `${code}\n${message}\n${output}`, shown: output || message };
}

/** @param {string} text */
export function lastLines(text, count = 15) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

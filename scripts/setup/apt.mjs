/**
 * apt's own client, turned into a private one.
 *
 * Maps from: the machine's apt configuration (archives, keys, proxy) and a list of i386 packages.
 * Maps to: verified .deb and source files under `.runtime/apt`.
 * The machine's lists, status, cache, hooks and architectures are neither used nor changed, and no root is needed.
 */

import { mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { debianRelease } from '../checks.mjs';
import {
  debianSources,
  formatSources,
  onlyDebian,
  parseListFile,
  parseSourcesFile,
} from './aptSources.mjs';
import { SetupFailure } from './failure.mjs';
import { paths } from './paths.mjs';
import { run } from './run.mjs';

const architecture = 'i386';

/** Settings of the machine that its network needs; hooks, index targets and caches are left behind. */
const keptSettings =
  /^Acquire::(?:(?:http|https|ftp|tor)(?:::|$)|Check-Valid-Until|Check-Date|Max-ValidTime|Min-ValidTime|ForceIPv[46]|SSL)/i;

/** Settings that would let an unsigned or unverified file through are never taken over. */
const unsafeSettings = /Verify-(?:Peer|Host)|AllowInsecure|AllowWeak|AllowUnauthenticated/i;

/**
 * @param {string} dump what `apt-config dump` prints
 * @returns {[name: string, value: string][]}
 */
export function parseConfiguration(dump) {
  /** @type {[string, string][]} */
  const settings = [];
  for (const line of dump.split('\n')) {
    const match = /^(\S+) "(.*)";$/.exec(line);
    if (match?.[1]) {
      settings.push([match[1], match[2] ?? '']);
    }
  }
  return settings;
}

/**
 * @param {readonly [name: string, value: string][]} machine the machine's settings
 * @param {string} folder where the private client keeps everything
 * @returns {string} the text of an apt.conf that, named by APT_CONFIG, keeps the machine's own from being read
 */
export function privateConfiguration(machine, folder) {
  const kept = machine.filter(
    ([name, value]) => value !== '' && keptSettings.test(name) && !unsafeSettings.test(name),
  );
  /** @type {[string, string][]} */
  const own = [
    ['Dir', `${folder}/`],
    ['Dir::State', 'state'],
    ['Dir::State::status', `${folder}/state/status`],
    ['Dir::Cache', 'cache'],
    ['Dir::Cache::pkgcache', ''],
    ['Dir::Cache::srcpkgcache', ''],
    ['Dir::Log', 'log'],
    ['Dir::Etc', 'etc'],
    ['Dir::Etc::main', 'none'],
    ['Dir::Etc::trusted', '/etc/apt/trusted.gpg'],
    ['Dir::Etc::trustedparts', '/etc/apt/trusted.gpg.d/'],
    ['Dir::Etc::netrc', '/etc/apt/auth.conf'],
    ['Dir::Etc::netrcparts', '/etc/apt/auth.conf.d/'],
    ['APT::Architecture', architecture],
    ['APT::Architectures::', architecture],
    ['APT::Install-Recommends', 'false'],
    ['APT::Get::AllowUnauthenticated', 'false'],
    ['Acquire::AllowInsecureRepositories', 'false'],
    ['Acquire::Languages', 'none'],
    ['Acquire::GzipIndexes', 'true'],
    ['Acquire::Retries', '3'],
    // Root's apt would fetch as the user _apt, who may not write inside the project.
    ...(process.getuid?.() === 0
      ? [/** @type {[string, string]} */ (['APT::Sandbox::User', 'root'])]
      : []),
  ];
  return [...kept, ...own].map(([name, value]) => `${name} "${value}";\n`).join('');
}

/**
 * @param {readonly [name: string, value: string][]} machine
 * @returns {import('./aptSources.mjs').AptSource[]} every archive the machine knows
 */
function machineSources(machine) {
  const setting = (/** @type {string} */ name) => machine.find(([key]) => key === name)?.[1] ?? '';
  const etc = resolve(setting('Dir') || '/', setting('Dir::Etc') || 'etc/apt');
  const folder = resolve(etc, setting('Dir::Etc::sourceparts') || 'sources.list.d');
  const names = filesOf(folder).map((name) => join(folder, name));
  const sources = [];
  for (const path of [resolve(etc, setting('Dir::Etc::sourcelist') || 'sources.list'), ...names]) {
    const text = readIfThere(path);
    if (path.endsWith('.list')) {
      sources.push(...parseListFile(text));
    } else if (path.endsWith('.sources')) {
      sources.push(...parseSourcesFile(text));
    }
  }
  return sources;
}

export class PrivateApt {
  /** @param {(note: string) => void} note told how far a download is */
  constructor(note) {
    this.note = note;
    this.archives = join(paths.apt, 'cache', 'archives');
  }

  /**
   * Writes the private configuration and fetches the package lists. A mirror can lack, for a while, the
   * i386 lists of the update suites although its main suite is whole: then the main suite alone is used.
   */
  async update() {
    const machine = parseConfiguration(await run('apt-config', ['dump']));
    const release = debianRelease;
    const sources = debianSources(machineSources(machine), release);
    if (sources.length === 0) {
      throw new SetupFailure(
        `The machine's apt configuration names no Debian archive of its own release (${release}).`,
        `Add "deb URL ${release} main" for your Debian mirror to /etc/apt/sources.list.d/, or use the packaged extension.`,
      );
    }
    const folders = ['state/lists/partial', 'cache/archives/partial', 'log', 'source'];
    for (const folder of [
      ...folders,
      'etc/apt.conf.d',
      'etc/preferences.d',
      'etc/sources.list.d',
    ]) {
      mkdirSync(join(paths.apt, folder), { recursive: true });
    }
    const write = (/** @type {string} */ name, /** @type {string} */ text) =>
      writeFileSync(join(paths.apt, name), text);
    write('state/status', '');
    write('etc/preferences.d/origin', onlyDebian);
    write('apt.conf', privateConfiguration(machine, paths.apt));
    const list = (/** @type {typeof sources} */ used) =>
      write('etc/sources.list.d/debian.sources', formatSources(used, architecture));
    const main = sources
      .filter((source) => source.suites.includes(release))
      .map((source) => ({ ...source, suites: [release] }));
    list(sources);
    try {
      await this.#get(['update', '--error-on=any']);
    } catch (error) {
      if (main.length === 0) {
        throw error;
      }
      list(main);
      await this.#get(['update', '--error-on=any']);
    }
  }

  /**
   * Packages with everything they depend on, as .deb files in `archives`.
   * @param {readonly string[]} packages
   */
  async withDependencies(packages) {
    await this.#get(['install', '--yes', '--download-only', ...packages]);
  }

  /**
   * Packages alone, as .deb files in `archives`.
   * @param {readonly string[]} packages
   */
  async alone(packages) {
    await this.#get(['download', ...packages], this.archives);
  }

  /**
   * The files of a source package.
   * @param {string} name
   * @param {string} version
   * @returns {Promise<string>} the folder they are in
   */
  async source(name, version) {
    const folder = join(paths.apt, 'source');
    await this.#get(['source', '--download-only', '--only-source', `${name}=${version}`], folder);
    return folder;
  }

  /**
   * @param {readonly string[]} args
   * @param {string} [cwd]
   */
  async #get(args, cwd) {
    const status = (/** @type {string} */ line) => {
      const [kind, , percent] = line.split(':');
      if (kind === 'dlstatus' && percent) {
        this.note(`${Math.round(Number(percent))} %`);
      }
    };
    await run('apt-get', ['-q', '-o', 'APT::Status-Fd=3', ...args], {
      ...(cwd ? { cwd } : {}),
      env: { APT_CONFIG: join(paths.apt, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive' },
      status,
      idleSeconds: 90,
    }).catch((error) => {
      // On a full disk apt waits for its own download methods for ever, so its output does not tell.
      const { bavail, bsize } = statfsSync(paths.apt);
      throw bavail * bsize < 4e6 ? Object.assign(error, { code: 'ENOSPC' }) : error;
    });
  }
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} folder */
function filesOf(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

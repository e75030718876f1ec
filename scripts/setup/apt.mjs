/**
 * apt's own client, turned into a private one.
 *
 * Maps from: the machine's apt configuration (archives, keys, proxy) and names of packages of
 * Debian 12. Maps to: verified .deb and source files under `.runtime/apt`. The machine's release,
 * lists, status, cache, hooks and architectures are neither used nor changed, and no root is
 * needed.
 */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { debianRelease } from '../checks.mjs';
import {
  backportsOf,
  debianSources,
  formatSources,
  onlyDebian,
  parseListFile,
  parseSourcesFile,
  publicSources,
  releaseOf,
} from './aptSources.mjs';
import { paths } from './paths.mjs';
import { run } from './run.mjs';

/** Public keys of Debian 12's archives, for machines that do not have them. */
const ownKeys = join(paths.project, 'scripts', 'setup', 'keys');
const machineKeys = '/etc/apt/trusted.gpg.d';

/**
 * Settings of the machine that its network needs; hooks, index targets and caches are left behind.
 */
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
 * @param {'i386' | 'amd64'} architecture of the packages
 * @returns {string} the text of an apt.conf that, named by APT_CONFIG, keeps the machine's own from
 *   being read
 */
export function privateConfiguration(machine, folder, architecture) {
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
    ['Dir::Etc::trustedparts', `${folder}/etc/keys/`],
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
  /**
   * @param {(note: string) => void} note told how far a download is
   * @param {'i386' | 'amd64'} architecture
   */
  constructor(note, architecture) {
    this.note = note;
    this.architecture = architecture;
    this.folder = join(paths.apt, architecture);
    this.archives = join(this.folder, 'cache', 'archives');
    this.sourceFolder = join(this.folder, 'source');
  }

  /**
   * Writes the private configuration and fetches the package lists.
   * @param {'all' | 'release' | 'backports'} suites where packages may come from: the release and
   *   its updates, the release as it was published, or its backports and nowhere else
   */
  async update(suites) {
    const machine = parseConfiguration(await run('apt-config', ['dump']));
    const release = debianRelease;
    const own = debianSources(machineSources(machine), release);
    const archives =
      own.length > 0 ? own : publicSources(process.env.NATIVECOMPILE_DEBIAN_MIRROR ?? '', release);
    const sources = {
      all: archives,
      release: releaseOf(archives, release),
      backports: backportsOf(archives, release),
    }[suites];
    const folders = ['state/lists/partial', 'cache/archives/partial', 'log', 'source'];
    for (const folder of [
      ...folders,
      'etc/apt.conf.d',
      'etc/preferences.d',
      'etc/sources.list.d',
    ]) {
      mkdirSync(join(this.folder, folder), { recursive: true });
    }
    const write = (/** @type {string} */ name, /** @type {string} */ text) =>
      writeFileSync(join(this.folder, name), text);
    write('state/status', '');
    write('etc/preferences.d/origin', onlyDebian);
    write('apt.conf', privateConfiguration(machine, this.folder, this.architecture));
    this.#takeKeys();
    write('etc/sources.list.d/debian.sources', formatSources(sources, this.architecture));
    await this.#get(['update', '--error-on=any']);
  }

  /**
   * The version of a package's source that the lists have.
   * @param {string} name
   * @returns {Promise<string>}
   */
  async sourceVersion(name) {
    const about = await run('apt-cache', ['show', '--no-all-versions', name], {
      env: { APT_CONFIG: join(this.folder, 'apt.conf') },
    });
    // Source names a version of its own where a package was only rebuilt: "python3.11 (3.11.2-6)".
    const source = /^Source: \S+ \((.*)\)$/m.exec(about)?.[1];
    return source ?? /^Version: (.*)$/m.exec(about)?.[1] ?? '';
  }

  /** The keys that count where a source names none: the machine's, and Debian 12's. */
  #takeKeys() {
    const keys = join(this.folder, 'etc', 'keys');
    rmSync(keys, { recursive: true, force: true });
    mkdirSync(keys, { recursive: true });
    for (const folder of [ownKeys, machineKeys].filter((path) => existsSync(path))) {
      cpSync(folder, keys, { recursive: true, dereference: true });
    }
  }

  /** Removes what was downloaded. */
  clean() {
    rmSync(join(this.folder, 'cache'), { recursive: true, force: true });
    rmSync(this.sourceFolder, { recursive: true, force: true });
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
   * The files of a source package, in `sourceFolder`.
   * @param {string} name
   * @param {string} version
   */
  async source(name, version) {
    mkdirSync(this.sourceFolder, { recursive: true });
    const args = ['source', '--download-only', '--only-source', `${name}=${version}`];
    await this.#get(args, this.sourceFolder);
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
      env: { APT_CONFIG: join(this.folder, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive' },
      status,
      idleSeconds: 90,
    }).catch((error) => {
      // On a full disk apt waits for its own download methods for ever, so its output does not
      // tell.
      const { bavail, bsize } = statfsSync(this.folder);
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

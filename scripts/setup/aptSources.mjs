/**
 * The private source list, derived from the machine's own.
 *
 * Maps from: the texts of sources.list, *.list and *.sources files. Maps to: one deb822 text that
 * names the archives of Debian 12, on the same mirrors, for one architecture. Knows nothing of
 * files or of running apt.
 */

/**
 * One archive a machine uses: what a line of a .list file or a stanza of a .sources file says.
 * @typedef {object} AptSource
 * @property {string[]} types
 * @property {string[]} uris
 * @property {string[]} suites
 * @property {string[]} components
 * @property {string} signedBy path or armoured key; empty: the machine's trusted keys
 */

/**
 * @param {string} text of a sources.list or *.list file
 * @returns {AptSource[]}
 */
export function parseListFile(text) {
  const sources = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match) {
      const [, type = '', options = '', uri = '', suite = '', components = ''] = match;
      const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1] ?? '';
      sources.push({
        types: [type],
        uris: [uri],
        suites: [suite],
        components: words(components),
        signedBy,
      });
    }
  }
  return sources;
}

/**
 * @param {string} text of a *.sources file (deb822)
 * @returns {AptSource[]}
 */
export function parseSourcesFile(text) {
  const sources = [];
  for (const fields of stanzas(text)) {
    if (/^(no|false|without|off|disable|0)$/i.test(fields.get('enabled')?.trim() ?? '')) {
      continue;
    }
    sources.push({
      types: words(fields.get('types') ?? ''),
      uris: words(fields.get('uris') ?? ''),
      suites: words(fields.get('suites') ?? ''),
      components: words(fields.get('components') ?? ''),
      signedBy: (fields.get('signed-by') ?? '').trim(),
    });
  }
  return sources;
}

/**
 * The archives of the release itself, without its updates.
 * @param {readonly AptSource[]} sources
 * @param {string} release
 * @returns {AptSource[]}
 */
export function releaseOf(sources, release) {
  return sources
    .filter((source) => source.suites.includes(release))
    .map((source) => ({ ...source, suites: [release] }));
}

/** Suites of Debian's own archives, whatever the release. */
const debianSuite =
  /^(?:bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable)(-updates|-security|\/updates)?$/;

/**
 * The archives of one Debian release, on the mirrors that the machine uses for its own. A machine
 * of another Debian release has the mirrors, and every mirror has every release. Other vendors'
 * archives also use release names as suites, but seldom with a component main; those that do are
 * kept out by `onlyDebian`.
 * @param {readonly AptSource[]} sources
 * @param {string} release code name: bookworm
 * @returns {AptSource[]}
 */
export function debianSources(sources, release) {
  const kept = [];
  for (const source of sources) {
    const suites = source.suites.flatMap((suite) => suiteOf(suite, release));
    const uris = source.uris.filter((uri) => !uri.startsWith('cdrom:'));
    const binary = source.types.includes('deb');
    if (binary && suites.length > 0 && uris.length > 0 && source.components.includes('main')) {
      kept.push({
        ...source,
        types: ['deb', 'deb-src'],
        uris,
        suites: [...new Set(suites)],
        components: ['main'],
      });
    }
  }
  return kept;
}

/**
 * @param {string} suite of the machine: "trixie-security"
 * @param {string} release wanted
 * @returns {string[]} the same archive's suite of that release, or nothing
 */
function suiteOf(suite, release) {
  const match = debianSuite.exec(suite);
  if (match === null) {
    return [];
  }
  const part = match[1] ?? '';
  return [`${release}${part === '/updates' ? '-security' : part}`];
}

/**
 * For a machine that uses no Debian archive at all.
 * @param {string} mirror of the main archive; empty for Debian's own
 * @param {string} release
 * @returns {AptSource[]}
 */
export function publicSources(mirror, release) {
  const common = { types: ['deb', 'deb-src'], components: ['main'], signedBy: '' };
  const main = {
    ...common,
    uris: [mirror || publicArchive],
    suites: [release, `${release}-updates`],
  };
  return mirror
    ? [main]
    : [main, { ...common, uris: [publicSecurityArchive], suites: [`${release}-security`] }];
}

/** Debian's own names of its archives, see debian.org/mirror/list. */
const publicArchive = 'http://ftp.debian.org/debian';
const publicSecurityArchive = 'http://security.debian.org/debian-security';

/**
 * The backports of a release, on the mirrors of its main archive.
 * @param {readonly AptSource[]} sources as `debianSources` or `publicSources` gives them
 * @param {string} release
 * @returns {AptSource[]}
 */
export function backportsOf(sources, release) {
  return sources
    .filter((source) => source.suites.includes(release))
    .map((source) => ({ ...source, types: ['deb'], suites: [`${release}-backports`] }));
}

/**
 * @param {readonly AptSource[]} sources
 * @param {string} architecture
 * @returns {string} the text of a *.sources file
 */
export function formatSources(sources, architecture) {
  const texts = sources.map((source) =>
    [
      `Types: ${source.types.join(' ')}`,
      `URIs: ${source.uris.join(' ')}`,
      `Suites: ${source.suites.join(' ')}`,
      `Components: ${source.components.join(' ')}`,
      `Architectures: ${architecture}`,
      ...(source.signedBy ? [`Signed-By: ${source.signedBy}`] : []),
    ].join('\n'),
  );
  return `${[...new Set(texts)].join('\n\n')}\n`;
}

/**
 * Pins that make apt ignore every package whose signed Release file does not say "Origin: Debian".
 */
export const onlyDebian = [
  'Package: *\nPin: release o=Debian\nPin-Priority: 500\n',
  'Package: *\nPin: release o=Debian Backports\nPin-Priority: 500\n',
  'Package: *\nPin: release o=*\nPin-Priority: -1\n',
].join('\n');

/**
 * Stanzas of deb822 text; continuation lines keep their line breaks (an armoured key needs them).
 * @param {string} text
 * @returns {Map<string, string>[]}
 */
function stanzas(text) {
  /** @type {Map<string, string>[]} */
  const found = [];
  let fields = new Map();
  let name = '';
  for (const line of [...text.split('\n'), '']) {
    if (line.startsWith('#')) {
      continue;
    }
    if (line.trim() === '') {
      if (fields.size > 0) {
        found.push(fields);
      }
      fields = new Map();
      name = '';
    } else if (/^\s/.test(line)) {
      fields.set(name, `${fields.get(name) ?? ''}\n${line}`);
    } else {
      const colon = line.indexOf(':');
      name = line.slice(0, colon).trim().toLowerCase();
      fields.set(name, line.slice(colon + 1).trim());
    }
  }
  return found;
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter((word) => word !== '');
}

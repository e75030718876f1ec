/**
 * The private source list: what is taken over from a machine's apt configuration, and what is not.
 */

import { describe, expect, it } from 'vitest';
import { parseConfiguration, privateConfiguration } from '../../scripts/setup/apt.mjs';
import {
  backportsOf,
  debianSources,
  formatSources,
  parseListFile,
  parseSourcesFile,
  publicSources,
} from '../../scripts/setup/aptSources.mjs';

const derive = (list: string, sources: string) =>
  formatSources(
    debianSources([...parseListFile(list), ...parseSourcesFile(sources)], 'bookworm'),
    'i386',
  );

describe('the private source list', () => {
  it('takes the archives of a .list file, with source packages, for i386 only', () => {
    const list = [
      '# deb http://commented.example/debian bookworm main',
      'deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example/debian ' +
        'bookworm main contrib # ours',
      'deb http://mirror.example/debian-security bookworm-security main',
    ].join('\n');
    expect(derive(list, '')).toBe(
      [
        'Types: deb deb-src',
        'URIs: http://mirror.example/debian',
        'Suites: bookworm',
        'Components: main',
        'Architectures: i386',
        'Signed-By: /usr/share/keyrings/k.gpg',
        '',
        'Types: deb deb-src',
        'URIs: http://mirror.example/debian-security',
        'Suites: bookworm-security',
        'Components: main',
        'Architectures: i386',
        '',
      ].join('\n'),
    );
  });

  it('takes the stanzas of a .sources file, whatever the case of the field names', () => {
    const sources = [
      'types: deb',
      '# a comment inside',
      'URIs: http://a.example/debian http://b.example/debian',
      'Suites: bookworm bookworm-updates bookworm-backports',
      'Components: main non-free',
      'Architectures: amd64',
      'Trusted: yes',
      'Signed-By:',
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' mQINBF',
    ].join('\n');
    expect(derive('', sources)).toBe(
      [
        'Types: deb deb-src',
        'URIs: http://a.example/debian http://b.example/debian',
        'Suites: bookworm bookworm-updates',
        'Components: main',
        'Architectures: i386',
        'Signed-By: -----BEGIN PGP PUBLIC KEY BLOCK-----',
        ' .',
        ' mQINBF',
        '',
      ].join('\n'),
    );
  });

  it("takes a Debian machine's mirrors for Debian 12, whatever release they are used for", () => {
    const list = [
      'deb http://mirror.example/debian trixie main',
      'deb http://mirror.example/debian trixie-updates main',
      'deb http://mirror.example/debian trixie-backports main',
      'deb http://secure.example/debian-security trixie-security main',
      'deb http://old.example/debian stable main',
    ].join('\n');
    const sources = debianSources(parseListFile(list), 'bookworm');
    expect(sources.map(({ uris, suites }) => [uris[0], ...suites])).toEqual([
      ['http://mirror.example/debian', 'bookworm'],
      ['http://mirror.example/debian', 'bookworm-updates'],
      ['http://secure.example/debian-security', 'bookworm-security'],
      ['http://old.example/debian', 'bookworm'],
    ]);
    expect(
      backportsOf(sources, 'bookworm').map(({ types, suites }) => [...types, ...suites]),
    ).toEqual([
      ['deb', 'bookworm-backports'],
      ['deb', 'bookworm-backports'],
    ]);
  });

  it("takes Debian's own archives, or the mirror that the user names, where the machine uses none", () => {
    const ubuntu = parseListFile('deb http://mirror.example/ubuntu noble main universe');
    expect(debianSources(ubuntu, 'bookworm')).toEqual([]);
    const suites = publicSources('', 'bookworm').flatMap((source) => source.suites);
    expect(suites).toEqual(['bookworm', 'bookworm-updates', 'bookworm-security']);
    const named = publicSources('http://mirror.example/debian', 'bookworm');
    expect(named.map(({ uris }) => uris)).toEqual([['http://mirror.example/debian']]);
  });

  it('leaves other vendors, disabled stanzas and installation discs out', () => {
    const list = [
      'deb cdrom:[Debian 12]/ bookworm main',
      'deb https://docker.example/linux/debian bookworm stable',
      'deb https://node.example/node_20.x nodistro main',
      'deb-src http://mirror.example/debian bookworm main',
    ].join('\n');
    const disabled =
      'Enabled: no\nTypes: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: ' +
      'main\n';
    expect(derive(list, disabled).trim()).toBe('');
  });

  it('names an archive once that two files name', () => {
    const line = 'deb http://mirror.example/debian bookworm main\n';
    expect(derive(line + line, '').match(/URIs/g)).toHaveLength(1);
  });
});

describe("apt's private configuration", () => {
  const dump = [
    'APT::Architecture "amd64";',
    'APT::Update::Post-Invoke-Success:: "/usr/bin/hook";',
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::https::CAInfo "/etc/ssl/own.pem";',
    'Acquire::https::Verify-Peer "false";',
    'Acquire::AllowInsecureRepositories "true";',
    'Acquire::http::User-Agent "";',
    'Dir::Etc "etc/apt";',
  ].join('\n');
  const text = privateConfiguration(parseConfiguration(dump), '/p q/.runtime/apt', 'i386');

  it('keeps the network settings of the machine', () => {
    expect(text).toContain('Acquire::http::Proxy "http://proxy.example:3128";');
    expect(text).toContain('Acquire::https::CAInfo "/etc/ssl/own.pem";');
  });

  it('drops hooks, and settings that would let unverified files through', () => {
    expect(text).not.toContain('Post-Invoke');
    expect(text).not.toContain('Verify-Peer');
    expect(text).toContain('Acquire::AllowInsecureRepositories "false";');
    expect(text).not.toContain('AllowInsecureRepositories "true"');
  });

  it('lies inside its folder and is for i386', () => {
    expect(text).toContain('Dir "/p q/.runtime/apt/";');
    expect(text).toContain('Dir::State::status "/p q/.runtime/apt/state/status";');
    expect(text).toContain('APT::Architecture "i386";');
  });
});

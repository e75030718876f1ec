/** The private source list: what is taken over from a machine's apt configuration, and what is not. */

import { describe, expect, it } from 'vitest';
import { parseConfiguration, privateConfiguration } from '../../scripts/setup/apt.mjs';
import {
  debianSources,
  formatSources,
  parseListFile,
  parseSourcesFile,
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
      'deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://mirror.example/debian bookworm main contrib # ours',
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

  it('leaves other releases, other vendors, disabled stanzas and installation discs out', () => {
    const list = [
      'deb http://mirror.example/debian trixie main',
      'deb cdrom:[Debian 12]/ bookworm main',
      'deb https://docker.example/linux/debian bookworm stable',
      'deb https://node.example/node_20.x nodistro main',
      'deb-src http://mirror.example/debian bookworm main',
    ].join('\n');
    const disabled =
      'Enabled: no\nTypes: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\n';
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
  const text = privateConfiguration(parseConfiguration(dump), '/p q/.runtime/apt');

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

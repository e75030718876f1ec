/** What pyvenv.cfg says, as different programs write it. */

import { expect, it } from 'vitest';
import { parseVirtualEnvironment, whyNot } from '../../server/src/helper/virtualEnvironment.js';

it('is read as venv writes it', () => {
  const text = `home = /usr/bin
include-system-site-packages = false
version = 3.11.2
executable = /usr/bin/python3.11
command = /usr/bin/python3 -m venv /tmp/a = b
`;
  expect(parseVirtualEnvironment(text)).toEqual({
    version: '3.11.2',
    implementation: '',
    includesSystem: false,
    bases: ['/usr/bin/python3.11', '/usr/bin/python3.11', '/usr/bin/python3', '/usr/bin/python'],
  });
});

it('is read as virtualenv and uv write it', () => {
  const virtualenv = `home = /opt/bin
implementation = CPython
version_info = 3.11.7.final.0
include-system-site-packages = true
base-executable = /opt/bin/python3.11
`;
  expect(parseVirtualEnvironment(virtualenv)).toMatchObject({
    version: '3.11.7',
    implementation: 'CPython',
    includesSystem: true,
  });
  const uv = 'home = /opt\nimplementation = CPython\nuv = 0.5\nversion_info = 3.11.9\n';
  expect(parseVirtualEnvironment(uv).version).toBe('3.11.9');
});

it('means what site.py takes it for', () => {
  expect(parseVirtualEnvironment('')).toEqual({
    version: '',
    implementation: '',
    includesSystem: true,
    bases: [],
  });
  const text = 'Include-System-Site-Packages=TRUE\r\nversion=x\nno word of it\n';
  expect(parseVirtualEnvironment(text)).toMatchObject({ version: '', includesSystem: true });
  const twice = 'include-system-site-packages = true\ninclude-system-site-packages = false\n';
  expect(parseVirtualEnvironment(twice).includesSystem).toBe(false);
});

it('a Python of another version or kind is refused by name', () => {
  expect(whyNot('', '3.11.2')).toBe(null);
  expect(whyNot('cpython', '3.11')).toBe(null);
  expect(whyNot('CPython', '3.1.1')).toBe('is Python 3.1.1, not 3.11');
  expect(whyNot('', '3.110.0')).toBe('is Python 3.110.0, not 3.11');
  expect(whyNot('PyPy', '3.11.9')).toBe('is PyPy 3.11.9, not CPython 3.11');
});

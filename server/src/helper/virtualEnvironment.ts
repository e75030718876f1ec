/**
 * What the file pyvenv.cfg says of a virtual environment (PEP 405).
 *
 * Maps from: its text, as venv, virtualenv, uv and people write it. Maps to: what a run needs to
 * know. Knows no files.
 */

/** The Python that native code and extension modules are for. */
export const WANTED = '3.11';

export interface VirtualEnvironment {
  /** `3.11.2`; empty where the file does not say. */
  readonly version: string;
  /** `CPython`, or another, as virtualenv writes it; empty: not said, and CPython. */
  readonly implementation: string;
  /** Whether it has the packages of the Python that it was made of, besides its own. */
  readonly includesSystem: boolean;
  /** Where that Python may be, the likeliest first. */
  readonly bases: readonly string[];
}

export function parseVirtualEnvironment(text: string): VirtualEnvironment {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    // As site.py reads it: the last one counts.
    values.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
  }
  const said = (name: string): string => values.get(name) ?? '';
  const version = /^\d+(?:\.\d+)*/.exec(said('version') || said('version_info'))?.[0] ?? '';
  const home = said('home');
  const names = [`python${WANTED}`, 'python3', 'python'];
  const inHome = home === '' ? [] : names.map((name) => `${home}/${name}`);
  return {
    version,
    implementation: said('implementation'),
    // site.py takes a file that does not say for one that includes them.
    includesSystem: (values.get('include-system-site-packages') ?? 'true').toLowerCase() === 'true',
    bases: [said('executable') || said('base-executable'), ...inHome].filter((path) => path !== ''),
  };
}

/** Why a Python cannot be used, in the words after its name; null if it can. */
export function whyNot(implementation: string, version: string): string | null {
  const isCPython = implementation === '' || implementation.toLowerCase() === 'cpython';
  if (!isCPython) return `is ${implementation} ${version}, not CPython ${WANTED}`;
  const isWanted = version === WANTED || version.startsWith(`${WANTED}.`);
  return isWanted ? null : `is Python ${version}, not ${WANTED}`;
}

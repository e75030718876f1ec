/**
 * The settings of an editor that a project may also have for the command line, and what they do
 * there.
 */

export interface ProjectKey {
  readonly key: string;
  /** Without a full stop. */
  readonly text: string;
}

export const projectKeys: readonly ProjectKey[] = [
  { key: 'target', text: 'the machine that is compiled for: --target' },
  { key: 'compile.exclude', text: 'glob patterns of files that check leaves out of folders' },
  { key: 'compile.excludeOpcodes', text: 'opcodes treated as not compiled: --without' },
  { key: 'diagnostics.severity', text: 'by code, what check makes of a finding; off: nothing' },
  { key: 'hints.enable', text: 'say what could be quicker: --hints' },
  { key: 'hints.categories', text: 'by code, whether a hint is said' },
  { key: 'view.detail', text: 'how much of the machine code is shown: --detail' },
  { key: 'view.syntax', text: 'how machine instructions are written: --syntax' },
  { key: 'view.showBytes', text: 'show the bytes of instructions: --bytes' },
  { key: 'view.interleaveSource', text: 'show lines of the source; false: --no-source' },
];

/**
 * Comments that speak to the compiler, for code whose source is a file that can be read.
 *
 * Maps from: a code object's co_filename. Maps to: the file's `interpret` directives as they are
 * now. A file is read again only when it has changed; one that is none, or cannot be read, has no
 * directives. Code that was compiled from an older text than the file's is judged by the lines of
 * the newer one.
 */

import { readFileSync, statSync } from 'node:fs';
import { type Directive, mayHaveDirectives, readDirectives } from '../language/directives.js';
import { readSource } from '../language/sourceText.js';
import { fsPath } from './rawBytes.js';

interface Known {
  /** Of the file when it was read. */
  readonly state: string;
  readonly directives: readonly Directive[];
}

const none: readonly Directive[] = [];
/** Larger files are not written by people. */
const MAX_BYTES = 16 * 1024 * 1024;
/**
 * A program that writes and imports files without end must not fill our memory with their names.
 */
const MAX_FILES = 1_000;

export class SourceDirectives {
  private readonly files = new Map<string, Known>();

  of(filename: string): readonly Directive[] {
    // Names such as <string>, which are no files.
    if (filename === '' || filename.startsWith('<')) return none;
    try {
      const path = fsPath(filename);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined || !stat.isFile() || stat.size > MAX_BYTES) return none;
      const state = `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
      const known = this.files.get(filename);
      if (known?.state === state) return known.directives;
      const bytes = readFileSync(path);
      // Other comments are not about what is compiled, and a cache's key must not depend on them.
      const directives = mayHaveDirectives(bytes)
        ? readDirectives(readSource(bytes).lines).filter(({ kind }) => kind === 'interpret')
        : none;
      if (this.files.size >= MAX_FILES) this.files.clear();
      this.files.set(filename, { state, directives });
      return directives;
    } catch {
      return none;
    }
  }
}

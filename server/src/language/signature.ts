/**
 * A function's name and parameters as its `def` would show them, from the code object alone.
 */

import { CodeFlag, type CodeObject } from '../bytecode/codeObject.js';

/** `dot(a, b)`, `f(x, /, y, *args, k, **rest)`; a module's or class's code is only its name. */
export function signature(code: CodeObject): string {
  const {
    qualname,
    localsplusnames: names,
    argcount,
    posonlyargcount,
    kwonlyargcount,
    flags,
  } = code;
  if ((flags & CodeFlag.newlocals) === 0 || (flags & CodeFlag.optimized) === 0) return qualname;
  const parameters: string[] = [];
  for (let i = 0; i < argcount; i += 1) {
    parameters.push(names[i] ?? '?');
    if (i + 1 === posonlyargcount) parameters.push('/');
  }
  let extra = argcount + kwonlyargcount;
  if ((flags & CodeFlag.varargs) !== 0) {
    parameters.push(`*${names[extra] ?? ''}`);
    extra += 1;
  } else if (kwonlyargcount > 0) {
    parameters.push('*');
  }
  parameters.push(...names.slice(argcount, argcount + kwonlyargcount));
  if ((flags & CodeFlag.varkeywords) !== 0) parameters.push(`**${names[extra] ?? ''}`);
  return `${qualname}(${parameters.join(', ')})`;
}

/**
 * Imports of modules that are there for Pythons of other bits only, which fail in a native run
 * (NC104).
 *
 * Maps from: a code object and what is known of modules. Maps to: findings at the import
 * statements. Imports within `try` are left out: somebody has thought of their failing. Knows no
 * files.
 */

import { BytecodeError } from '../bytecode/bytecodeError.js';
import type { CodeObject, Constant } from '../bytecode/codeObject.js';
import { decodeExceptionTable, findHandler } from '../bytecode/exceptionTable.js';
import { decodeInstructions, type Instruction, UNIT } from '../bytecode/instructions.js';
import { locationAt } from '../bytecode/locationTable.js';
import { type TargetName, targetBits, targetNames } from '../compiler/target/target.js';
import { opcodeInfo } from '../opcodes/opcodeNames.js';
import { type Diagnostic, severities } from './diagnostics.js';
import { locationsOf, rangeOf } from './locations.js';

/** A module or package that a target's Python cannot load, or not all of it. */
export interface ForeignModule {
  /** The target that cannot. */
  readonly target: TargetName;
  /** As an absolute import names it, or with one dot a level. */
  readonly module: string;
  /** The files for other bits, relative to a package's folder; at least one. */
  readonly files: readonly string[];
  /** A package: it can be imported as far as it does without these files. */
  readonly isPackage: boolean;
}

/**
 * `level` counts the dots before the name (importlib's `__import__`); null: nothing is known
 * against it.
 */
export type ForeignModuleFinder = (module: string, level: number) => ForeignModule | null;

export function foreignImports(
  code: CodeObject,
  lines: readonly string[],
  find: ForeignModuleFinder,
): Diagnostic[] {
  if (!mayImport(code)) return [];
  let instructions: Instruction[];
  let handlers: ReturnType<typeof decodeExceptionTable>;
  try {
    instructions = decodeInstructions(code);
    handlers = decodeExceptionTable(code);
  } catch (error) {
    if (error instanceof BytecodeError) return [];
    throw error;
  }
  return instructions.flatMap((instruction, index) => {
    if (instruction.opcode !== 'IMPORT_NAME') return [];
    if (findHandler(handlers, instruction.offset) !== null) return [];
    // What CPython's compiler emits before it: the level, and the names after `import`.
    const [level, names] = [index - 2, index - 1].map((at) => constantOf(code, instructions[at]));
    const found = firstFound(code.names[instruction.oparg] ?? '', level, names, find);
    if (found === null) return [];
    return [
      {
        code: 'NC104',
        // What a package does without them is not known.
        severity: found.isPackage ? 'information' : severities.NC104,
        message: messageOf(found),
        range: rangeOf(locationAt(locationsOf(code), instruction.offset), code, lines),
        scope: code.qualname,
        place: { bytecodeOffset: instruction.offset },
      },
    ];
  });
}

/** Without decoding: most functions import nothing. */
function mayImport({ code }: CodeObject): boolean {
  const { code: number } = opcodeInfo('IMPORT_NAME');
  for (let at = 0; at < code.length; at += UNIT) if (code[at] === number) return true;
  return false;
}

function constantOf(code: CodeObject, instruction: Instruction | undefined): Constant | undefined {
  return instruction?.opcode === 'LOAD_CONST' ? code.consts[instruction.oparg] : undefined;
}

/** A module among the names that are imported, or the one that they are imported from. */
function firstFound(
  module: string,
  level: Constant | undefined,
  names: Constant | undefined,
  find: ForeignModuleFinder,
): ForeignModule | null {
  const dots = level?.kind === 'int' ? Number(level.value) : 0;
  for (const name of names?.kind === 'tuple' ? names.items : []) {
    if (name.kind !== 'string' || name.value === '*') continue;
    const found = find(module === '' ? name.value : `${module}.${name.value}`, dots);
    if (found !== null && !found.isPackage) return found;
  }
  return module === '' ? null : find(module, dots);
}

function messageOf({ target, module, files, isPackage }: ForeignModule): string {
  const [first = '', ...more] = files;
  const run = `in a native run for ${target}, which is a ${targetBits[target]}-bit Python`;
  const [other = target] = targetNames.filter((name) => name !== target);
  const only = `for ${targetBits[other]}-bit Python only`;
  if (!isPackage) {
    return `\`${module}\` cannot be imported ${run}: ${first} is an extension module ${only}. The target ${other} can load it.`;
  }
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const is = more.length === 0 ? 'is an extension module' : 'are extension modules';
  return `\`${module}\` may fail ${run}: ${first}${others} in it ${is} ${only}. The target ${other} can load ${more.length === 0 ? 'it' : 'them'}.`;
}

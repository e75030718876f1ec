/**
 * Bytecode instructions in words.
 *
 * Maps from: an instruction and its code object. Maps to: what its argument means, as `dis` shows
 * it in parentheses. Knows no machine code.
 */

import type { CodeObject } from '../bytecode/codeObject.js';
import type { Instruction } from '../bytecode/instructions.js';
import { binaryOperators, comparisonOperators, opcodeInfo } from '../opcodes/opcodeNames.js';
import { constantText } from './constantText.js';

/** What the argument means; empty when the number says it all. */
export function argumentMeaning(code: CodeObject, instruction: Instruction): string {
  const { opcode, oparg } = instruction;
  switch (opcode) {
    case 'BINARY_OP':
      return binaryOperators[oparg] ?? '';
    case 'LOAD_GLOBAL':
      return `${(oparg & 1) !== 0 ? 'NULL + ' : ''}${code.names[oparg >> 1] ?? ''}`;
    case 'IS_OP':
      return oparg === 0 ? 'is' : 'is not';
    case 'CONTAINS_OP':
      return oparg === 0 ? 'in' : 'not in';
    case 'FORMAT_VALUE':
      return [['', 'str', 'repr', 'ascii'][oparg & 3], (oparg & 4) !== 0 ? 'with format' : '']
        .filter((part) => part !== '')
        .join(', ');
    case 'MAKE_FUNCTION':
      return ['defaults', 'kwdefaults', 'annotations', 'closure']
        .filter((_, bit) => (oparg & (1 << bit)) !== 0)
        .join(', ');
    case 'KW_NAMES':
      return constantAt(code, oparg);
    case 'GET_AWAITABLE':
      return ['', 'from __aenter__', 'from __aexit__'][oparg] ?? '';
    case 'RESUME':
      return (
        ['at function start', 'after yield', 'after yield from', 'after await'][oparg & 3] ?? ''
      );
    case 'CALL_FUNCTION_EX':
      return (oparg & 1) !== 0 ? 'with **kwargs' : '';
  }
  switch (opcodeInfo(opcode).argument) {
    case 'constant':
      return constantAt(code, oparg);
    case 'name':
      return code.names[oparg] ?? '';
    case 'local':
    case 'free':
      return code.localsplusnames[oparg] ?? '';
    case 'comparison':
      return comparisonOperators[oparg] ?? '';
    case 'forward':
    case 'backward':
      return instruction.jumpTarget === null ? '' : `to ${instruction.jumpTarget}`;
    default:
      return '';
  }
}

function constantAt(code: CodeObject, index: number): string {
  const constant = code.consts[index];
  return constant === undefined ? '' : constantText(constant);
}

/** `BINARY_OP 13 (+=)`. */
export function instructionText(code: CodeObject, instruction: Instruction): string {
  const { opcode, oparg } = instruction;
  if (!opcodeInfo(opcode).hasArgument) return opcode;
  const meaning = argumentMeaning(code, instruction);
  return meaning === '' ? `${opcode} ${oparg}` : `${opcode} ${oparg} (${meaning})`;
}

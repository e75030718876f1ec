/**
 * What the registers of a target are for, in words.
 *
 * Maps from: a register's name, in any width and syntax. Maps to: the whole register, what compiled
 * code has in it, and whether calls keep it. Roles come from the target's own description.
 */

import { machineRegisters } from '../assembler/registers.js';
import type { TargetName } from '../compiler/index.js';
import { targetBits } from '../compiler/target/target.js';
import { targets } from '../compiler/target/targets.js';

/** Equal for all names of one register: `al`, `%eax` and `rax` are `ax`, `r8d` is `r8`. */
export function registerFamily(name: string): string {
  const plain = name.replace(/^%/, '');
  const letter = /^(?:[re]?([abcd])x|([abcd])[hl])$/.exec(plain);
  if (letter !== null) return `${letter[1] ?? letter[2]}x`;
  const pointer = /^(?:[re]?(si|di|bp|sp|ip)|(si|di|bp|sp)l)$/.exec(plain);
  if (pointer !== null) return pointer[1] ?? pointer[2] ?? plain;
  return /^(r\d+)[dwb]$/.exec(plain)?.[1] ?? plain;
}

/** The register of a machine word that is meant: `eax` or `rax`. */
export function wordRegister(name: string, target: TargetName): string {
  const family = registerFamily(name);
  return /^[a-d]x$|^(?:si|di|bp|sp|ip)$/.test(family)
    ? `${targetBits[target] === 64 ? 'r' : 'e'}${family}`
    : family;
}

/** The general registers that a call may change, in the order of their numbers. */
export function changedByCalls(target: TargetName): readonly string[] {
  const { saved, stack } = targets[target].registers;
  const kept = new Set([...saved, stack].map(({ name }) => name));
  return machineRegisters[targetBits[target]].words
    .map(({ name }) => name)
    .filter((name) => !kept.has(name));
}

/** Where the result of a call is. */
export const resultRegister = (target: TargetName): string => targets[target].registers.result.name;

/** What compiled code has in a register of a machine word; empty for one that is none. */
export function roleOf(name: string, target: TargetName): string {
  const { registers } = targets[target];
  const is = (register: { readonly name: string }): boolean => register.name === name;
  if (is(registers.frame)) return "the function's frame (_PyInterpreterFrame)";
  if (is(registers.cframe)) {
    return "the thread's _PyCFrame, whose first byte tells that tracing is on";
  }
  if (is(registers.stack)) {
    return 'the top of the machine stack, where values of the Python stack have their slots';
  }
  if (registers.addresses !== null && is(registers.addresses.units)) {
    return 'the first code unit of the bytecode, from which prev_instr is counted';
  }
  const isLost = changedByCalls(target).includes(name);
  if (!isLost) return registers.saved.some(is) ? 'scratch that calls keep' : '';
  const argument = registers.arguments.findIndex(is);
  const facts = [
    ...(is(registers.result) ? ['results of calls come in it'] : []),
    ...(registers.addresses !== null && is(registers.addresses.scratch)
      ? ['addresses of objects come in it']
      : []),
    ...(argument < 0 ? [] : [`${ORDINALS[argument] ?? `${argument + 1}th`} word of arguments`]),
  ];
  return ['scratch, lost in calls', ...(facts.length === 0 ? [] : [facts.join(', ')])].join('; ');
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

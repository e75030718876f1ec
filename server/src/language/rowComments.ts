/**
 * Comments of machine instructions, in the words of the source.
 *
 * Maps from: decoded instructions one after the other, what the compiler noted, and what is on the
 * value stack. Maps to: the name of a local or of a stack entry that is moved, the value of a
 * constant, the expression that a call computes, the type that a guard asks for.
 */

import type { DecodedInstruction } from '../assembler/decode.js';
import type { Relocation } from '../assembler/relocations.js';
import type { CodeObject } from '../bytecode/codeObject.js';
import type { CompiledCode } from '../compiler/compiledCode.js';
import { MachineFrame } from '../compiler/masm/machineFrame.js';
import { targets } from '../compiler/target/targets.js';
import { stackEffect } from '../opcodes/effects.js';
import { constantText, shorten } from './constantText.js';
import { registerFamily } from './registerWords.js';
import type { StackTexts } from './stackText.js';

/** Longer texts would leave a window of 100 columns. */
const LIMIT = 48;

/** Whether a note of the compiler names the operator that an instruction computes. */
export const isOperator = (note: string): boolean => /^[-+*/%&|^<>]+$/.test(note);

interface MemoryOperand {
  /** The family of the only register of the address. */
  readonly base: string;
  readonly displacement: number;
}

/** Where in memory a local or an entry of the value stack is. */
interface Area {
  readonly base: string;
  readonly first: number;
}

export class RowComments {
  private readonly code: CodeObject;
  private readonly word: number;
  private readonly locals: Area;
  private readonly slots: Area;
  /** By family of registers: what was loaded last. */
  private readonly held = new Map<string, string>();

  constructor(
    private readonly compiled: CompiledCode,
    private readonly stacks: StackTexts,
  ) {
    this.code = compiled.code;
    const target = targets[compiled.target];
    const { frame, stack } = target.registers;
    this.word = target.word;
    const slot = new MachineFrame(target, 0).slot(0);
    this.locals = {
      base: registerFamily(frame.name),
      first: target.layout._PyInterpreterFrame.localsplus.offset,
    };
    this.slots = { base: registerFamily(stack.name), first: 'disp' in slot ? slot.disp : 0 };
  }

  /** Control may join here from elsewhere: nothing is known of registers. */
  forget(): void {
    this.held.clear();
  }

  /**
   * Of the next instruction.
   *
   * @param known what the compiler noted
   * @param fields what relocations fill in it
   * @param index of the bytecode instruction that it belongs to; -1 for none
   */
  of(
    instruction: DecodedInstruction,
    known: string | undefined,
    fields: readonly Relocation[],
    index: number,
  ): string | undefined {
    const { mnemonic, operands } = instruction;
    // Most instructions have nothing of this; looking closer costs more than this look.
    const hasMemory = operands.includes('[') || operands.includes('(');
    const memory = hasMemory ? memoryIn(operands) : null;
    const local = memory === null ? null : this.localAt(memory);
    const entry = memory === null || local !== null ? null : this.entryAt(memory, index);
    const isMove = mnemonic.startsWith('mov');
    const written = isMove || this.held.size > 0 ? writtenRegister(mnemonic, operands) : null;
    const meaning =
      fields.length > 0
        ? relocationMeaning(this.compiled, fields)
        : hasMemory
          ? wordMeaning(this.compiled, operands)
          : undefined;
    let text: string | undefined;
    if (mnemonic.startsWith('call')) text = known ?? this.resultOf(index);
    else if (known !== undefined && isOperator(known)) text = this.operation(known, index);
    else if (local !== null && written === null && isMove) {
      text = this.stored(local, meaning, index);
    } else if (known?.endsWith(' guard') === true) text = this.guard(known, memory);
    else if (meaning !== undefined && known !== undefined && known !== meaning) {
      text = `${meaning}; ${known}`;
    } else text = known ?? meaning ?? local ?? entry ?? this.part(memory, written);
    const name = this.isName(known) ? known : (local ?? entry);
    this.remember(mnemonic, operands, written, name);
    return text === undefined ? undefined : shorten(text, LIMIT);
  }

  private isName(text: string | undefined): text is string {
    return text !== undefined && this.code.localsplusnames.includes(text);
  }

  private localAt({ base, displacement }: MemoryOperand): string | null {
    if (base !== this.locals.base) return null;
    return this.code.localsplusnames[(displacement - this.locals.first) / this.word] ?? null;
  }

  /** What the source calls the entry of the value stack in a slot. */
  private entryAt({ base, displacement }: MemoryOperand, index: number): string | null {
    if (base !== this.slots.base || index < 0) return null;
    const position = (displacement - this.slots.first) / this.word;
    const { before, after } = this.stacks.around(index);
    return before?.[position] ?? after?.[position] ?? null;
  }

  /** `total = 0.0`: what a local gets is what STORE_FAST takes off the stack. */
  private stored(local: string, constant: string | undefined, index: number): string {
    if (constant !== undefined) return `${local} = ${constant}`;
    const instruction = this.compiled.instructions[index];
    if (instruction?.opcode !== 'STORE_FAST') return local;
    const value = this.stacks.around(index).before?.at(-1);
    return value === undefined || value === local ? local : `${local} = ${value}`;
  }

  /** `total is a float?` */
  private guard(known: string, memory: MemoryOperand | null): string {
    const held = memory === null ? undefined : this.held.get(memory.base);
    if (held === undefined) return known;
    const type = known.slice(0, -' guard'.length);
    return `${held} is ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}?`;
  }

  /** `a[i]*b[i]`, where the bytecode instruction is that operation. */
  private operation(operator: string, index: number): string {
    const result = this.resultOf(index) ?? '';
    return result.includes(operator) ? result : operator;
  }

  /** Of an object that a register holds. */
  private part(memory: MemoryOperand | null, written: string | null): string | undefined {
    const held = memory === null ? undefined : this.held.get(memory.base);
    if (held === undefined) return undefined;
    return written === null ? `into ${held}` : `of ${held}`;
  }

  /** The expression whose value the bytecode instruction leaves on the stack. */
  private resultOf(index: number): string | undefined {
    if (index < 0) return undefined;
    const { opcode, oparg } = this.compiled.instructions[index]!;
    return stackEffect(opcode, oparg).pushes === 0
      ? undefined
      : this.stacks.around(index).after?.at(-1);
  }

  private remember(
    mnemonic: string,
    operands: string,
    written: string | null,
    name: string | null,
  ): void {
    if (mnemonic.startsWith('call')) this.held.clear();
    if (written === null) return;
    const copied = mnemonic.startsWith('mov') ? this.held.get(readRegister(operands) ?? '') : null;
    const held = mnemonic.startsWith('mov') ? (name ?? copied) : undefined;
    if (held == null) this.held.delete(written);
    else this.held.set(written, held);
  }
}

/** The address of an operand in memory that has one register only. */
function memoryIn(operands: string): MemoryOperand | null {
  const intel = /\[(\w+)(?:([+-])([0-9a-f]+)(h?))?\]/.exec(operands);
  if (intel !== null) {
    const size = Number.parseInt(intel[3] ?? '0', intel[4] === 'h' ? 16 : 10);
    const displacement = intel[2] === '-' ? -size : size;
    return { base: registerFamily(intel[1] ?? ''), displacement };
  }
  const att = /(-?)(0x[0-9a-f]+|\d+)?\(%(\w+)\)/.exec(operands);
  if (att === null) return null;
  const size = Number(att[2] ?? 0);
  return { base: registerFamily(att[3] ?? ''), displacement: att[1] === '-' ? -size : size };
}

const onlyReads = /^(?:cmp|test|push|j|call|ucomis|comis|bt|d[bdq]$)/;

/** The family of the register that an instruction gives a value. */
function writtenRegister(mnemonic: string, operands: string): string | null {
  if (onlyReads.test(mnemonic)) return null;
  const att = /%(\w+)$/.exec(operands);
  if (att !== null || operands.includes('%')) return att && registerFamily(att[1] ?? '');
  const intel = /^([a-z]\w*)(?:,|$)/.exec(operands);
  return intel && registerFamily(intel[1] ?? '');
}

/** The family of the register that a move between two registers copies. */
function readRegister(operands: string): string | null {
  const att = /^%(\w+), *%\w+$/.exec(operands);
  if (att !== null) return registerFamily(att[1] ?? '');
  const intel = /^[a-z]\w*, ([a-z]\w*)$/.exec(operands);
  return intel && registerFamily(intel[1] ?? '');
}

/** What is at the word behind the code that an operand names: `[rel .const:3]`. */
export function wordMeaning({ code }: CompiledCode, operands: string): string | undefined {
  const symbol = /\.((?:const|name):\d+)(?:\]|\(%rip\))/.exec(operands)?.[1];
  return symbol === undefined ? undefined : symbolMeaning(code, symbol);
}

/** What a constant or a name is that an instruction refers to by number. */
export function relocationMeaning(
  { code }: CompiledCode,
  fields: readonly Relocation[],
): string | undefined {
  let text: string | undefined;
  for (const { symbol } of fields) {
    const meaning = symbolMeaning(code, symbol);
    if (meaning !== undefined) text = text === undefined ? meaning : `${text}, ${meaning}`;
  }
  return text;
}

/** The value of `const:1`, or the name that is `name:0`. */
export function symbolMeaning(code: CodeObject, symbol: string): string | undefined {
  if (symbol.startsWith('const:')) {
    const constant = code.consts[Number(symbol.slice('const:'.length))];
    return constant === undefined ? undefined : constantText(constant);
  }
  if (symbol.startsWith('name:')) return code.names[Number(symbol.slice('name:'.length))];
  return undefined;
}

/**
 * Words on registers and on memory: the part of the macro assembler that knows nothing of Python.
 *
 * Maps from: moves, comparisons and arithmetic on registers by role and on places. Maps to:
 * instructions of the target. A word moves machine words unless its name or the place says
 * otherwise.
 *
 * Flags: a `compare…` word and those of arithmetic set them, `jumpIf`, `moveIf` and `keepAnswer`
 * read them; in between there may be moves and loads, but no `loadNumber`.
 */

import { Assembler } from '../../assembler/assembler.js';
import type { Condition } from '../../assembler/conditions.js';
import { type Label, mem } from '../../assembler/operands.js';
import { type Bits, low32, type RegGeneral } from '../../assembler/registers.js';
import type { Field } from '../../generated/layout.js';
import type { FloatRegister, Register, Registers, Target } from '../target/target.js';
import { type Addressing, Immediates, Literals } from './addressing.js';
import { MachineFrame } from './machineFrame.js';
import { type Purpose, purposeNumber } from './purposes.js';
import {
  type Address,
  doubleField,
  field,
  type Place,
  symbolField,
  type WordField,
} from './places.js';

export class MachineWords {
  protected readonly asm: Assembler<Bits>;
  protected readonly addressing: Addressing;
  private readonly word: number;
  readonly frame: MachineFrame;
  readonly registers: Registers;
  // Registers by their roles (target.ts).
  readonly result: Register;
  readonly first: Register;
  readonly second: Register;
  readonly third: Register;
  readonly scratch: Register;
  readonly kept: readonly [Register, Register];
  readonly floats: Registers['floats'];
  /** What jumps to a label are for, where that is no work. */
  private readonly ways = new Map<Label, Purpose>();
  // The instructions of the comparison that came last: the first one, and the one after them.
  private comparison = -1;
  private behindComparison = -1;

  constructor(
    readonly target: Target,
    slots: number,
    /** Whether instructions get comments. */
    private readonly explains: boolean,
  ) {
    const { registers } = target;
    this.asm = new Assembler<Bits>(target.bits);
    this.addressing =
      registers.addresses === null
        ? new Immediates(this.asm)
        : new Literals(this.asm, registers.addresses.scratch, registers.addresses.units);
    this.word = target.word;
    this.registers = registers;
    this.frame = new MachineFrame(target, slots);
    this.result = registers.result;
    [this.first, this.second, this.third] = registers.arguments;
    this.scratch = registers.scratch;
    this.kept = registers.kept;
    this.floats = registers.floats;
  }

  // Places in the code.

  /** `purpose` is that of conditional jumps there, and of the comparisons that they depend on. */
  label(name: string, purpose: Purpose = 'work'): Label {
    const label = this.asm.label(name);
    if (this.explains && purpose !== 'work') this.ways.set(label, purpose);
    return label;
  }

  bind(label: Label): void {
    this.asm.bind(label);
  }

  mark(data: number): void {
    this.asm.mark(data);
  }

  /** What the next machine instruction does, in words. */
  note(text: string): void {
    if (this.explains) this.asm.comment(text);
  }

  /** How many instructions there are so far. */
  get here(): number {
    return this.asm.count;
  }

  /** What `emit` emits is for this, whatever it is made of. */
  as<T>(purpose: Purpose, emit: () => T): T {
    const first = this.asm.count;
    const made = emit();
    this.tag(first, purpose);
    return made;
  }

  /** The same of what has been emitted since there were `first` instructions. */
  tag(first: number, purpose: Purpose): void {
    if (this.explains) this.asm.tag(first, purposeNumber(purpose));
  }

  /**
   * What has been emitted since there were `first` instructions sets the flags, and does nothing
   * else.
   */
  private compared(first: number): void {
    this.comparison = first;
    this.behindComparison = this.asm.count;
  }

  /** A jump that has just been emitted is for what its label says, and so is what it depends on. */
  private jumped(to: Label): void {
    const purpose = this.ways.get(to);
    if (purpose === undefined) return;
    const jump = this.asm.count - 1;
    this.tag(this.behindComparison === jump ? this.comparison : jump, purpose);
  }

  finish(): ReturnType<Assembler['finish']> {
    this.addressing.finish();
    return this.asm.finish();
  }

  /** The part of a register that is as wide as the place. */
  protected sized(register: Register, { width }: Place): RegGeneral<Bits> {
    return width === 32 && this.word > 4 ? low32(register) : register;
  }

  // Moves.

  move(to: Register, from: Register | number | Address): void {
    if (isAddress(from)) this.addressing.load(to, from);
    else if (to !== from) this.asm.mov(to, from);
  }

  /** The same, with flags lost and zero cheap. */
  loadNumber(to: Register, value: number): void {
    if (value === 0) this.clear(to);
    else this.asm.mov(to, value);
  }

  protected clear(register: Register): void {
    const lower = low32<Bits>(register);
    this.asm.xor(lower, lower);
  }

  /** 32 bits become a word without sign. */
  load(to: Register, place: Place): void {
    this.asm.mov(this.sized(to, place), place);
  }

  store(place: Place, value: Register | number | Address): void {
    if (isAddress(value)) this.addressing.store(place, value);
    else this.asm.mov(place, typeof value === 'number' ? value : this.sized(value, place));
  }

  storeByte(place: Place, value: number): void {
    this.asm.mov8(place, value);
  }

  loadField(to: Register, structure: Register, which: WordField): void {
    this.load(to, field(structure, which));
  }

  storeField(structure: Register, which: WordField, value: Register | number | Address): void {
    this.store(field(structure, which), value);
  }

  loadAddress(to: Register, place: Place): void {
    this.asm.lea(to, place);
  }

  /** Between two calls a word that nothing else needs: `index` is that of an outgoing word. */
  saveWord(index: number, from: Register): void {
    this.asm.mov(this.frame.outgoing(index), from);
    this.tag(this.asm.count - 1, 'slot');
  }

  restoreWord(index: number, to: Register): void {
    this.asm.mov(to, this.frame.outgoing(index));
    this.tag(this.asm.count - 1, 'slot');
  }

  /** From a call between two instructions: `result` and the first two arguments. */
  saveOperands(): void {
    [...this.operands].forEach((register, index) => {
      this.saveWord(index, register);
    });
  }

  restoreOperands(): void {
    [...this.operands].forEach((register, index) => {
      this.restoreWord(index, register);
    });
  }

  private get operands(): ReadonlySet<Register> {
    return new Set([this.result, this.first, this.second]);
  }

  // Arrays of machine words.

  /** The element `index` of an array that is a structure's field. */
  element(structure: Register, { offset }: Field<'word'>, index: number | Register): Place {
    return typeof index === 'number'
      ? mem(structure, offset + this.word * index)
      : mem(structure, offset, { index, scale: this.target.word });
  }

  item(array: Register, index: Register): Place {
    return mem(array, 0, { index, scale: this.target.word });
  }

  // Comparisons and jumps.

  compare(a: Register | Place, b: Register | Place | number | Address): void {
    const first = this.asm.count;
    this.compareWith(a, b);
    this.compared(first);
  }

  private compareWith(a: Register | Place, value: Register | Place | number | Address): void {
    const b = typeof value === 'number' ? this.immediate(value) : value;
    if (isAddress(b)) this.addressing.compare(a, b);
    else if (a.kind === 'mem') {
      this.asm.cmp(a, typeof b === 'number' || b.kind === 'mem' ? b : this.sized(b, a));
    } else {
      this.asm.cmp(typeof b !== 'number' && b.kind === 'mem' ? this.sized(a, b) : a, b);
    }
  }

  /** The sign, and whether it is zero. */
  compareWithZero(register: Register): void {
    const first = this.asm.count;
    this.asm.test(register, register);
    this.compared(first);
  }

  compareByte(place: Place, value: number): void {
    const first = this.asm.count;
    this.asm.cmp8(place, value);
    this.compared(first);
  }

  /** Zero if none of `bits` is set. */
  compareBits(place: Place, bits: number): void {
    const first = this.asm.count;
    this.asm.test(place, bits);
    this.compared(first);
  }

  jump(to: Label): void {
    this.asm.jmp(to);
  }

  jumpTo(address: Register): void {
    this.asm.jmp(address);
  }

  jumpIf(condition: Condition, to: Label): void {
    this.asm.j(condition, to);
    this.jumped(to);
  }

  compareAndJump(
    a: Register | Place,
    condition: Condition,
    b: Register | Place | number | Address,
    to: Label,
  ): void {
    this.compare(a, b);
    this.jumpIf(condition, to);
  }

  jumpIfZero(register: Register, to: Label): void {
    this.compareWithZero(register);
    this.jumpIf('e', to);
  }

  jumpIfNotZero(register: Register, to: Label): void {
    this.compareWithZero(register);
    this.jumpIf('ne', to);
  }

  jumpIfNegative(register: Register, to: Label): void {
    this.compareWithZero(register);
    this.jumpIf('s', to);
  }

  /** Moves if the flags say so. */
  moveIf(condition: Condition, to: Register, from: Register): void {
    this.asm.cmovcc(condition, to, from);
  }

  /**
   * What the flags say goes to the scratch register's lowest byte; `loadAnswer` gets it as a word,
   * 0 or 1.
   */
  keepAnswer(condition: Condition): void {
    this.asm.setcc(condition, this.registers.scratchByte);
  }

  loadAnswer(to: Register): void {
    this.asm.movzx8(low32<Bits>(to), this.registers.scratchByte);
  }

  // Ints: machine words in registers, signed.

  /** A number that has no place in an instruction, in the register for addresses. */
  private immediate(value: number): number | Register {
    if (value === (value | 0) || this.word === 4) return value;
    const { scratch } = this.registers.addresses!;
    this.asm.mov(scratch, value);
    return scratch;
  }

  private operand<T extends Register | Place>(value: T | number): T | Register | number {
    return typeof value === 'number' ? this.immediate(value) : value;
  }

  add(to: Register, value: Register | number | Place): void {
    this.asm.add(to, this.operand(value));
  }

  negate(to: Register): void {
    this.asm.neg(to);
  }

  /** -1 where `from` is negative, otherwise 0. */
  loadSign(to: Register, from: Register): void {
    this.move(to, from);
    this.asm.sar(to, 8 * this.word - 1);
  }

  subtract(to: Register, value: Register | number): void {
    this.asm.sub(to, this.operand(value));
  }

  /** By 32 bits in memory, which have no sign, scratch may be lost. */
  multiply(to: Register, factor: Register | number | Place): void {
    const value = this.operand(factor);
    if (typeof value === 'number') this.asm.imul3(to, to, value);
    else if (value.kind === 'mem' && value.width === 32 && this.word > 4) {
      this.load(this.scratch, value);
      this.asm.imul(to, this.scratch);
    } else this.asm.imul(to, value);
  }

  and(to: Register, value: Register | number): void {
    this.asm.and(to, this.operand(value));
  }

  or(to: Register, value: Register | number): void {
    this.asm.or(to, this.operand(value));
  }

  xor(to: Register, value: Register | number): void {
    this.asm.xor(to, this.operand(value));
  }

  /** By less than a word has bits. */
  shiftLeft(to: Register, count: number): void {
    this.asm.shl(to, count);
  }

  /** Arithmetic, by less than a word has bits. With a register, scratch is lost. */
  shiftRight(to: Register, count: Register | number): void {
    if (typeof count === 'number') {
      this.asm.sar(to, count);
      return;
    }
    this.move(this.registers.scratch, count);
    this.asm.sar(to, this.registers.scratchByte);
  }

  /**
   * Quotient or remainder of two ints, neither of them negative; `kept` are the registers that this
   * leaves as they are. Of ints of one digit the division is one of 32 bits, which takes many
   * processors a third of the time.
   */
  divide(
    to: Register,
    divisor: Register | number,
    what: '//' | '%',
    { kept, haveOneDigit }: { readonly kept: readonly Register[]; readonly haveOneDigit: boolean },
  ): void {
    const { asm } = this;
    const { quotient, remainder, scratch } = this.registers;
    const by = typeof divisor === 'number' ? scratch : divisor;
    const lost = kept.filter((one) => one === quotient || one === remainder);
    lost.forEach((register, index) => {
      this.saveWord(index, register);
    });
    asm.mov(quotient, to);
    this.clear(remainder);
    this.move(by, divisor);
    asm.div(haveOneDigit ? low32<Bits>(by) : by);
    asm.mov(to, what === '%' ? remainder : quotient);
    lost.forEach((register, index) => {
      this.restoreWord(index, register);
    });
  }

  /** Of any int by a power of two, rounded down as Python does. */
  divideByPower(to: Register, divisor: number, what: '//' | '%'): void {
    if (what === '%') this.and(to, divisor - 1);
    else this.asm.sar(to, Math.log2(divisor));
  }

  /** `to` becomes the sum. */
  addTo(to: Register, from: Register, value: number): void {
    this.asm.lea(to, mem(from, value));
  }

  increment(place: Place): void {
    this.asm.inc(place);
  }

  // Counters, of 64 bits.

  /** Adds 1 or -1 to the counter that the symbol names. */
  addToCounter(symbol: string, count: Field<8>, amount: 1 | -1): void {
    const { asm } = this;
    const first = asm.count;
    const low = symbolField(symbol, count);
    if (amount > 0) asm.add(low, 1);
    else asm.sub(low, 1);
    if (this.word !== count.width) {
      const high = symbolField(symbol, { ...count, offset: count.offset + this.word });
      if (amount > 0) asm.adc(high, 0);
      else asm.sbb(high, 0);
    }
    this.tag(first, 'counter');
  }

  // Floats.

  loadDouble(to: FloatRegister, place: Place): void {
    this.asm.movsd(to, place);
  }

  storeDouble(place: Place, from: FloatRegister): void {
    this.asm.movsd(place, from);
  }

  loadDoubleField(to: FloatRegister, structure: Register, which: Field<8>): void {
    this.asm.movsd(to, doubleField(structure, which));
  }

  storeDoubleField(structure: Register, which: Field<8>, from: FloatRegister): void {
    this.asm.movsd(doubleField(structure, which), from);
  }

  /** From calls without arguments on the stack, and for `rt_new_float`: where x86-32 passes it. */
  saveDouble(from: FloatRegister): void {
    this.asm.movsd(this.frame.outgoing(0), from);
    this.tag(this.asm.count - 1, 'slot');
  }

  restoreDouble(to: FloatRegister): void {
    this.asm.movsd(to, this.frame.outgoing(0));
    this.tag(this.asm.count - 1, 'slot');
  }

  intToDouble(to: FloatRegister, int: Register): void {
    this.asm.cvtsi2sd(to, int);
  }

  /** Scratch is lost. */
  loadDoubleNumber(to: FloatRegister, int: number): void {
    this.asm.mov(this.registers.scratch, int);
    this.asm.cvtsi2sd(to, this.registers.scratch);
  }

  zeroDouble(to: FloatRegister): void {
    this.asm.pxor(to, to);
  }

  /** Sets the flags as for unsigned numbers; `p` says that one is a NaN, and then `e` holds too. */
  compareDoubles(a: FloatRegister, b: FloatRegister): void {
    const first = this.asm.count;
    this.asm.ucomisd(a, b);
    this.compared(first);
  }

  addDouble(to: FloatRegister, value: FloatRegister): void {
    this.asm.addsd(to, value);
  }

  subtractDouble(to: FloatRegister, value: FloatRegister): void {
    this.asm.subsd(to, value);
  }

  multiplyDouble(to: FloatRegister, value: FloatRegister): void {
    this.asm.mulsd(to, value);
  }

  divideDouble(to: FloatRegister, value: FloatRegister): void {
    this.asm.divsd(to, value);
  }
}

function isAddress(value: Register | Place | number | Address): value is Address {
  if (typeof value === 'number') return false;
  switch (value.kind) {
    case 'near':
    case 'constant':
    case 'name':
    case 'unit':
      return true;
    default:
      return false;
  }
}

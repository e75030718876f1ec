/**
 * The macro assembler: the words that lowering speaks.
 *
 * Maps from: words on registers by role, on words in memory, on reference counts, and on runtime functions. Maps to:
 * instructions of the target. A word moves machine words unless its name says otherwise. Knows nothing of the value
 * stack, of opcodes, or of where in the bytecode the code belongs.
 *
 * Flags: a `compare…` word and those of arithmetic set them, `jumpIf`, `moveIf` and `keepAnswer` read them; in between
 * there may be moves and loads, but no `loadNumber`.
 */

import { Assembler } from '../../assembler/assembler.js';
import type { Condition } from '../../assembler/conditions.js';
import { type Label, mem } from '../../assembler/operands.js';
import { type Bits, low32, type RegGeneral } from '../../assembler/registers.js';
import { runtimeFunctions } from '../../generated/runtimeFunctions.js';
import type { Field } from '../../generated/layout.js';
import type { RuntimeFunction } from '../../opcodes/runtimeCalls.js';
import type { FloatRegister, Register, Registers, Target } from '../target/target.js';
import { type Addressing, Immediates, Literals } from './addressing.js';
import type { MachineArgument, MachineArguments } from './arguments.js';
import { MachineFrame } from './machineFrame.js';
import {
  type Address,
  addressOf,
  byteField,
  constantAddress,
  dataAddress,
  doubleField,
  field,
  nameAddress,
  type Place,
  siteAddress,
  symbolField,
  symbolWord,
  type WordField,
} from './places.js';

/** What C returns as an int, of which the upper half of a wider register says nothing. */
const intKinds: ReadonlySet<string> = new Set(['status', 'truth', 'number']);

export interface MasmOptions {
  /** Whether instructions get comments. */
  readonly explains?: boolean;
  /** Whether reference counts are counted all together too, as CPython's debug build does (CompileOptions). */
  readonly countsReferences?: boolean;
}

/** Of symbols.def: how many references there are, in the helper that is built against CPython's debug build. */
const allReferences = symbolWord('reference_total');

export class Masm {
  private readonly asm: Assembler<Bits>;
  private readonly addressing: Addressing;
  private readonly word: number;
  readonly frame: MachineFrame;
  readonly registers: Registers;
  readonly layout: Target['layout'];
  readonly sizes: Target['sizes'];
  readonly constants: Target['constants'];
  /** Calls of runtime functions so far. */
  runtimeCalls = 0;
  // Registers by their roles (target.ts).
  readonly result: Register;
  readonly first: Register;
  readonly second: Register;
  readonly third: Register;
  readonly scratch: Register;
  readonly kept: readonly [Register, Register];
  readonly floats: Registers['floats'];

  constructor(
    readonly target: Target,
    slots: number,
    private readonly options: MasmOptions = {},
  ) {
    const { registers } = target;
    this.asm = new Assembler<Bits>(target.bits);
    this.addressing =
      registers.addresses === null
        ? new Immediates(this.asm)
        : new Literals(this.asm, registers.addresses.scratch, registers.addresses.units);
    this.word = target.word;
    this.registers = registers;
    this.layout = target.layout;
    this.sizes = target.sizes;
    this.constants = target.constants;
    this.frame = new MachineFrame(target, slots);
    this.result = registers.result;
    [this.first, this.second, this.third] = registers.arguments;
    this.scratch = registers.scratch;
    this.kept = registers.kept;
    this.floats = registers.floats;
  }

  // Places in the code.

  label(name: string): Label {
    return this.asm.label(name);
  }

  bind(label: Label): void {
    this.asm.bind(label);
  }

  mark(data: number): void {
    this.asm.mark(data);
  }

  /** What the next machine instruction does, in words. */
  note(text: string): void {
    if (this.options.explains === true) this.asm.comment(text);
  }

  finish(): ReturnType<Assembler['finish']> {
    this.addressing.finish();
    return this.asm.finish();
  }

  /** The part of a register that is as wide as the place. */
  private sized(register: Register, { width }: Place): RegGeneral<Bits> {
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

  private clear(register: Register): void {
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
  }

  restoreWord(index: number, to: Register): void {
    this.asm.mov(to, this.frame.outgoing(index));
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

  // The interpreter's frame.

  local(index: number): Place {
    return this.element(this.registers.frame, this.layout._PyInterpreterFrame.localsplus, index);
  }

  frameField(which: WordField): Place {
    return field(this.registers.frame, which);
  }

  /** Of the generator whose frame this is: a byte in front of the frame. */
  get generatorState(): Place {
    const { gi_frame_state, gi_iframe } = this.layout.PyGenObject;
    const { width, offset } = gi_frame_state;
    return byteField(this.registers.frame, { width, offset: offset - gi_iframe.offset });
  }

  // Comparisons and jumps.

  compare(a: Register | Place, b: Register | Place | number | Address): void {
    if (isAddress(b)) this.addressing.compare(a, b);
    else if (a.kind === 'mem') {
      this.asm.cmp(a, typeof b === 'number' || b.kind === 'mem' ? b : this.sized(b, a));
    } else {
      this.asm.cmp(typeof b !== 'number' && b.kind === 'mem' ? this.sized(a, b) : a, b);
    }
  }

  /** The sign, and whether it is zero. */
  compareWithZero(register: Register): void {
    this.asm.test(register, register);
  }

  compareByte(place: Place, value: number): void {
    this.asm.cmp8(place, value);
  }

  /** Zero if none of `bits` is set. */
  compareBits(place: Place, bits: number): void {
    this.asm.test(place, bits);
  }

  jump(to: Label): void {
    this.asm.jmp(to);
  }

  jumpTo(address: Register): void {
    this.asm.jmp(address);
  }

  jumpIf(condition: Condition, to: Label): void {
    this.asm.j(condition, to);
  }

  compareAndJump(
    a: Register | Place,
    condition: Condition,
    b: Register | Place | number | Address,
    to: Label,
  ): void {
    this.compare(a, b);
    this.asm.j(condition, to);
  }

  jumpIfZero(register: Register, to: Label): void {
    this.asm.test(register, register);
    this.asm.j('e', to);
  }

  jumpIfNotZero(register: Register, to: Label): void {
    this.asm.test(register, register);
    this.asm.j('ne', to);
  }

  jumpIfNegative(register: Register, to: Label): void {
    this.asm.test(register, register);
    this.asm.j('s', to);
  }

  /** Moves if the flags say so. */
  moveIf(condition: Condition, to: Register, from: Register): void {
    this.asm.cmovcc(condition, to, from);
  }

  /** What the flags say goes to the scratch register's lowest byte; `loadAnswer` gets it as a word, 0 or 1. */
  keepAnswer(condition: Condition): void {
    this.asm.setcc(condition, this.registers.scratchByte);
  }

  loadAnswer(to: Register): void {
    this.asm.movzx8(low32<Bits>(to), this.registers.scratchByte);
  }

  // Objects.

  /** Goes to `otherwise` unless the object is of exactly this type. */
  guardType(object: Register, type: string, otherwise: Label): void {
    this.compareAndJump(
      field(object, this.layout.PyObject.ob_type),
      'ne',
      addressOf(type),
      otherwise,
    );
  }

  /** Goes to `otherwise` if anybody else has a reference. */
  guardUnshared(object: Register, otherwise: Label): void {
    this.note('nobody else has it?');
    this.compareAndJump(field(object, this.layout.PyObject.ob_refcnt), 'ne', 1, otherwise);
  }

  incref(object: Register): void {
    this.countReference(1);
    this.note('+1 ref');
    this.asm.inc(field(object, this.layout.PyObject.ob_refcnt));
  }

  increfConstant(index: number): void {
    this.countReference(1);
    this.addressing.incrementConstant(index);
  }

  /** A new reference to a constant. */
  storeConstant(place: Place, index: number): void {
    this.countReference(1);
    this.addressing.storeAndIncrementConstant(place, index);
  }

  /** Drops a reference; with the last one it goes to `dead`, where the object is to be deallocated. */
  decref(object: Register, dead: Label): void {
    this.countReference(-1);
    this.note('-1 ref');
    this.asm.dec(field(object, this.layout.PyObject.ob_refcnt));
    this.asm.j('e', dead);
  }

  /** Drops a reference that is not the last one. */
  decrefShared(object: Register): void {
    this.countReference(-1);
    this.asm.dec(field(object, this.layout.PyObject.ob_refcnt));
  }

  /** In front of what changes a reference count. */
  private countReference(amount: 1 | -1): void {
    if (this.options.countsReferences !== true) return;
    this.note(amount > 0 ? '+1 of all' : '-1 of all');
    if (amount > 0) this.asm.inc(allReferences);
    else this.asm.dec(allReferences);
  }

  // Ints: machine words in registers, signed.

  add(to: Register, value: Register | number | Place): void {
    this.asm.add(to, value);
  }

  /** -1 where `from` is negative, otherwise 0. */
  loadSign(to: Register, from: Register): void {
    this.move(to, from);
    this.asm.sar(to, 8 * this.word - 1);
  }

  subtract(to: Register, value: Register | number): void {
    this.asm.sub(to, value);
  }

  /** By 32 bits in memory, which have no sign, scratch may be lost. */
  multiply(to: Register, value: Register | number | Place): void {
    if (typeof value === 'number') this.asm.imul3(to, to, value);
    else if (value.kind === 'mem' && value.width === 32 && this.word > 4) {
      this.load(this.scratch, value);
      this.asm.imul(to, this.scratch);
    } else this.asm.imul(to, value);
  }

  and(to: Register, value: Register | number): void {
    this.asm.and(to, value);
  }

  or(to: Register, value: Register | number): void {
    this.asm.or(to, value);
  }

  xor(to: Register, value: Register | number): void {
    this.asm.xor(to, value);
  }

  /** Arithmetic, by less than 32. With a register, scratch is lost. */
  shiftRight(to: Register, count: Register | number): void {
    if (typeof count === 'number') {
      this.asm.sar(to, count);
      return;
    }
    this.move(this.registers.scratch, count);
    this.asm.sar(to, this.registers.scratchByte);
  }

  /**
   * Quotient or remainder of two ints, neither of them negative; `kept` are the registers that this leaves as they are. Of ints
   * of one digit the division is one of 32 bits, which takes many processors a third of the time.
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

  /** The same by a power of two. */
  divideByPower(to: Register, divisor: number, what: '//' | '%'): void {
    if (what === '%') this.asm.and(to, divisor - 1);
    else this.asm.shr(to, 31 - Math.clz32(divisor));
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
    const low = symbolField(symbol, count);
    if (amount > 0) asm.add(low, 1);
    else asm.sub(low, 1);
    if (this.word === count.width) return;
    const high = symbolField(symbol, { ...count, offset: count.offset + this.word });
    if (amount > 0) asm.adc(high, 0);
    else asm.sbb(high, 0);
  }

  // Floats.

  loadDouble(to: FloatRegister, place: Place): void {
    this.asm.movsd(to, place);
  }

  storeDouble(place: Place, from: FloatRegister): void {
    this.asm.movsd(place, from);
  }

  /** Of a float among the constants. */
  loadDoubleConstant(to: FloatRegister, index: number, value: number): void {
    this.addressing.loadDoubleConstant(to, index, value, this.layout.PyFloatObject.ob_fval);
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
  }

  restoreDouble(to: FloatRegister): void {
    this.asm.movsd(to, this.frame.outgoing(0));
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
    this.asm.ucomisd(a, b);
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

  // Calls.

  /**
   * Calls a function with what is in registers or known. What it returns is in `result`; what calls lose is lost. An argument
   * may be on its way in any register but one that an argument before it goes to.
   */
  callRuntime<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    this.passArguments(fn, args);
    this.call(fn);
  }

  /** The first half of `callRuntime`: what follows must not change registers. */
  passArguments<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    const all: readonly MachineArgument[] = args as readonly MachineArgument[];
    const { arguments: registers } = this.registers;
    const count = Math.min(all.length, registers.length);
    for (let i = count; i < all.length; i += 1) this.passArgument(all[i]!, i);
    // What is in registers moves before anything is loaded.
    for (let i = 0; i < count; i += 1) {
      const from = this.registerOf(all[i]!);
      const to = registers[i]!;
      if (from === null || from === to) continue;
      for (let later = i + 1; later < count; later += 1) {
        if (this.registerOf(all[later]!) !== to) continue;
        throw new Error(`argument ${i + 1} of ${fn} overwrites a later one`);
      }
      this.asm.mov(to, from);
    }
    for (let i = 0; i < count; i += 1) {
      if (this.registerOf(all[i]!) === null) this.passArgument(all[i]!, i);
    }
  }

  private registerOf(arg: MachineArgument): Register | null {
    if (arg.argument === 'frame') return this.registers.frame;
    return 'register' in arg ? arg.register : null;
  }

  /** The second half of `callRuntime`. */
  call(fn: RuntimeFunction): void {
    this.asm.call(fn);
    this.runtimeCalls += 1;
    const { result } = this;
    if (result.kind === 'r64' && intKinds.has(runtimeFunctions[fn].gives)) {
      this.asm.movsxd(result, low32<64>(result));
    }
  }

  /** Where the argument of this number is prepared: in its register, or for the machine stack in a kept one. */
  argumentRegister(index: number): Register {
    return this.registers.arguments[index] ?? this.kept[0];
  }

  /** What has been prepared there goes to the machine stack, if it belongs there. */
  finishArgument(index: number): void {
    const inRegisters = this.registers.arguments.length;
    if (index >= inRegisters) {
      this.asm.mov(this.frame.outgoing(index - inRegisters), this.kept[0]);
    }
  }

  /** One argument of a call that is put together elsewhere. */
  passArgument(arg: MachineArgument, index: number): void {
    const { asm } = this;
    const inRegisters = this.registers.arguments.length;
    const register = this.argumentRegister(index);
    switch (arg.argument) {
      case 'saved':
        if (this.target.passesDoublesInRegisters) this.restoreDouble(this.floats[0]);
        return;
      case 'stolen':
      case 'lent':
      case 'word':
      case 'site':
        this.move(register, arg.register);
        break;
      case 'number':
        if (index >= inRegisters) {
          asm.mov(this.frame.outgoing(index - inRegisters), arg.value);
          return;
        }
        this.loadNumber(register, arg.value);
        break;
      case 'constantOrNull':
        if (arg.index === null) this.clear(register);
        else this.move(register, constantAddress(arg.index));
        break;
      case 'name':
        this.move(register, nameAddress(arg.index));
        break;
      case 'cache':
        this.move(register, dataAddress(arg.offset));
        break;
      case 'cell':
        this.move(register, addressOf(arg.symbol));
        break;
      case 'frame':
        this.move(register, this.registers.frame);
        break;
      case 'items':
        asm.lea(register, this.frame.slot(arg.base));
        break;
      case 'out':
        asm.lea(register, this.frame.slot(arg.position));
        break;
      case 'local':
        asm.lea(register, this.local(arg.index));
        break;
    }
    this.finishArgument(index);
  }

  // Entering and leaving.

  /** The beginning of a function. The throw flag stays where it is. */
  enter(): void {
    const { asm } = this;
    const { entry, saved, stack, frame, cframe } = this.registers;
    for (const register of saved) asm.push(register);
    asm.sub(stack, this.frame.size);
    asm.mov(this.frame.threadState, entry.threadState);
    asm.mov(frame, entry.frame);
    asm.mov(cframe, field(entry.threadState, this.layout.PyThreadState.cframe));
    this.addressing.enter();
  }

  /** Goes to `to` if an exception is to be thrown into the frame; the throw flag is where it was at the entry. */
  jumpIfThrown(to: Label): void {
    const flag = low32<Bits>(this.registers.entry.throwFlag);
    this.asm.test(flag, flag);
    this.asm.j('ne', to);
  }

  /** The same in a subroutine of the code that the caller entered: scratch becomes the address to go on at. */
  enterCalled(): void {
    this.asm.pop(this.registers.scratch);
    this.enter();
  }

  callEntry(subroutine: Label): void {
    this.asm.call(subroutine);
  }

  /** The value to return is in `result`. */
  leave(): void {
    const { asm } = this;
    const { saved, stack } = this.registers;
    asm.add(stack, this.frame.size);
    for (let i = saved.length - 1; i >= 0; i -= 1) asm.pop(saved[i]!);
    asm.ret();
  }

  /** In front of the common tail of error or exit stubs. */
  loadSite(site: number): void {
    this.move(this.second, siteAddress(site));
  }

  /** Goes to `otherwise` unless tracing is off. */
  jumpIfTracing(to: Label): void {
    this.note('tracing turned on?');
    this.asm.cmp8(byteField(this.registers.cframe, this.layout._PyCFrame.use_tracing), 0);
    this.asm.j('ne', to);
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

/**
 * The macro assembler: the words that lowering speaks.
 *
 * Maps from: words on objects and their reference counts, on the interpreter's frame, and on
 * runtime functions, besides those of machineWords.ts. Maps to: instructions of the target. Knows
 * nothing of the value stack, of opcodes, or of where in the bytecode the code belongs.
 */

import type { Label } from '../../assembler/operands.js';
import { type Bits, low32 } from '../../assembler/registers.js';
import { runtimeFunctions } from '../../generated/runtimeFunctions.js';
import type { RuntimeFunction } from '../../opcodes/runtimeCalls.js';
import type { FloatRegister, Register, Target } from '../target/target.js';
import type { MachineArgument, MachineArguments } from './arguments.js';
import { MachineWords } from './machineWords.js';
import {
  addressOf,
  byteField,
  constantAddress,
  dataAddress,
  field,
  nameAddress,
  type Place,
  siteAddress,
  symbolWord,
  type WordField,
} from './places.js';

/** What C returns as an int, of which the upper half of a wider register says nothing. */
const intKinds: ReadonlySet<string> = new Set(['status', 'truth', 'number']);

export interface MasmOptions {
  /** Whether instructions get comments. */
  readonly explains?: boolean;
  /**
   * Whether reference counts are counted all together too, as CPython's debug build does
   * (CompileOptions).
   */
  readonly countsReferences?: boolean;
}

/**
 * Of symbols.def: how many references there are, in the helper that is built against CPython's
 * debug build.
 */
const allReferences = symbolWord('reference_total');

export class Masm extends MachineWords {
  readonly layout: Target['layout'];
  readonly sizes: Target['sizes'];
  readonly constants: Target['constants'];
  /** Calls of runtime functions so far. */
  runtimeCalls = 0;
  private readonly countsReferences: boolean;

  constructor(
    target: Target,
    slots: number,
    { explains = false, countsReferences = false }: MasmOptions = {},
  ) {
    super(target, slots, explains);
    this.layout = target.layout;
    this.sizes = target.sizes;
    this.constants = target.constants;
    this.countsReferences = countsReferences;
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
    const first = this.asm.count;
    this.countReference(1);
    this.note('+1 ref');
    this.asm.inc(field(object, this.layout.PyObject.ob_refcnt));
    this.tag(first, 'reference');
  }

  /** A new reference to a constant. */
  loadConstant(to: Register, index: number): void {
    const first = this.asm.count;
    this.countReference(1);
    this.tag(first, 'reference');
    this.addressing.loadAndIncrementConstant(to, index);
    this.tag(this.asm.count - 1, 'reference');
  }

  /** The same. */
  storeConstant(place: Place, index: number): void {
    const first = this.asm.count;
    this.countReference(1);
    this.tag(first, 'reference');
    this.addressing.storeAndIncrementConstant(place, index);
    this.tag(this.asm.count - 1, 'reference');
  }

  /**
   * Drops a reference; with the last one it goes to `dead`, where the object is to be deallocated.
   */
  decref(object: Register, dead: Label): void {
    const first = this.asm.count;
    this.countReference(-1);
    this.note('-1 ref');
    this.asm.dec(field(object, this.layout.PyObject.ob_refcnt));
    this.asm.j('e', dead);
    this.tag(first, 'reference');
  }

  /** Drops a reference that is not the last one. */
  decrefShared(object: Register): void {
    const first = this.asm.count;
    this.countReference(-1);
    this.asm.dec(field(object, this.layout.PyObject.ob_refcnt));
    this.tag(first, 'reference');
  }

  /** In front of what changes a reference count. */
  private countReference(amount: 1 | -1): void {
    if (!this.countsReferences) return;
    this.note(amount > 0 ? '+1 of all' : '-1 of all');
    if (amount > 0) this.asm.inc(allReferences);
    else this.asm.dec(allReferences);
  }

  /** Of a float among the constants. */
  loadDoubleConstant(to: FloatRegister, index: number, value: number): void {
    this.addressing.loadDoubleConstant(to, index, value, this.layout.PyFloatObject.ob_fval);
  }

  // Calls.

  /**
   * Calls a function with what is in registers or known. What it returns is in `result`; what calls
   * lose is lost. An argument may be on its way in any register but one that an argument before it
   * goes to.
   */
  callRuntime<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    this.passArguments(fn, args);
    this.call(fn);
  }

  /** The first half of `callRuntime`: what follows must not change registers. */
  passArguments<F extends RuntimeFunction>(fn: F, args: MachineArguments<F>): void {
    const all: readonly MachineArgument[] = args as readonly MachineArgument[];
    const first = this.asm.count;
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
    this.tag(first, 'argument');
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
      this.tag(this.asm.count - 1, 'error');
    }
  }

  /**
   * Where the argument of this number is prepared: in its register, or for the machine stack in a
   * kept one.
   */
  argumentRegister(index: number): Register {
    return this.registers.arguments[index] ?? this.kept[0];
  }

  /** What has been prepared there goes to the machine stack, if it belongs there. */
  finishArgument(index: number): void {
    const inRegisters = this.registers.arguments.length;
    if (index >= inRegisters) {
      this.asm.mov(this.frame.outgoing(index - inRegisters), this.kept[0]);
      this.tag(this.asm.count - 1, 'argument');
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
    const first = asm.count;
    const { entry, saved, stack, frame, cframe } = this.registers;
    for (const register of saved) asm.push(register);
    asm.sub(stack, this.frame.size);
    asm.mov(this.frame.threadState, entry.threadState);
    asm.mov(frame, entry.frame);
    asm.mov(cframe, field(entry.threadState, this.layout.PyThreadState.cframe));
    this.addressing.enter();
    this.tag(first, 'frame');
  }

  /**
   * Goes to `to` if an exception is to be thrown into the frame; the throw flag is where it was at
   * the entry.
   */
  jumpIfThrown(to: Label): void {
    const flag = low32<Bits>(this.registers.entry.throwFlag);
    this.asm.test(flag, flag);
    this.asm.j('ne', to);
  }

  /**
   * The same in a subroutine of the code that the caller entered: scratch becomes the address to go
   * on at.
   */
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
    const first = asm.count;
    const { saved, stack } = this.registers;
    asm.add(stack, this.frame.size);
    for (let i = saved.length - 1; i >= 0; i -= 1) asm.pop(saved[i]!);
    this.tag(first, 'frame');
    asm.ret();
  }

  /** In front of the common tail of error or exit stubs. */
  loadSite(site: number): void {
    this.move(this.second, siteAddress(site));
  }

  /** Goes to `otherwise` unless tracing is off. */
  jumpIfTracing(to: Label): void {
    const first = this.asm.count;
    this.note('tracing turned on?');
    this.asm.cmp8(byteField(this.registers.cframe, this.layout._PyCFrame.use_tracing), 0);
    this.asm.j('ne', to);
    this.tag(first, 'tracing');
  }
}

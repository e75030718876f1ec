/**
 * How machine code gets at what has its address only when it is loaded.
 *
 * Maps from: addresses by name. Maps to: immediates and literals that relocations fill. In x86-32
 * every address fits in an immediate. In x86-64 those of the helper's own do, since the code is
 * loaded near them, below 2 GiB; the others are literals, words behind the code, each there once;
 * and code units count from the first one, in a register.
 */

import type { Assembler } from '../../assembler/assembler.js';
import { immLowSymbol, immSymbol, type Label, mem, memSymbol } from '../../assembler/operands.js';
import type { Bits } from '../../assembler/registers.js';
import type { Field } from '../../generated/layout.js';
import type { FloatRegister, Register } from '../target/target.js';
import type { Address, Place } from './places.js';

export interface Addressing {
  load(to: Register, address: Address): void;
  store(place: Place, address: Address): void;
  /** Sets the flags as for `a` less the address. */
  compare(a: Register | Place, address: Address): void;
  /** The address of a constant goes to `to`, and 1 is added to the word there. */
  loadAndIncrementConstant(to: Register, index: number): void;
  /** The same to a place. */
  storeAndIncrementConstant(place: Place, index: number): void;
  /** The double of a constant, which is `value`, at the field of its object. */
  loadDoubleConstant(to: FloatRegister, index: number, value: number, field: Field<8>): void;
  /** At the beginning of a function, when registers have been saved. */
  enter(): void;
  /** Behind all code. */
  finish(): void;
}

function symbolOf(address: Address): string {
  switch (address.kind) {
    case 'near':
      return address.symbol;
    case 'constant':
      return `const:${address.index}`;
    case 'name':
    case 'unit':
      return `${address.kind}:${address.index}`;
  }
}

/** All addresses are immediates. */
export class Immediates implements Addressing {
  constructor(private readonly asm: Assembler<Bits>) {}

  load(to: Register, address: Address): void {
    this.asm.mov(to, immSymbol(symbolOf(address)));
  }

  store(place: Place, address: Address): void {
    this.asm.mov(place, immSymbol(symbolOf(address)));
  }

  compare(a: Register | Place, address: Address): void {
    this.asm.cmp(a, immSymbol(symbolOf(address)));
  }

  loadAndIncrementConstant(to: Register, index: number): void {
    this.asm.mov(to, immSymbol(`const:${index}`));
    this.asm.inc(memSymbol(`const:${index}`));
  }

  storeAndIncrementConstant(place: Place, index: number): void {
    this.asm.mov(place, immSymbol(`const:${index}`));
    this.asm.inc(memSymbol(`const:${index}`));
  }

  loadDoubleConstant(to: FloatRegister, index: number, _value: number, { offset }: Field<8>): void {
    this.asm.movsd(to, memSymbol(`const:${index}`, offset));
  }

  enter(): void {}
  finish(): void {}
}

/**
 * The helper's own addresses are immediates, others are literals, and code units are relative to a
 * register.
 */
export class Literals implements Addressing {
  private readonly words = new Map<string, Label>();
  private readonly doubles = new Map<bigint, Label>();

  constructor(
    private readonly asm: Assembler<Bits>,
    /** Lost by every word that has an address. */
    private readonly scratch: Register,
    private readonly units: Register,
  ) {}

  private literal(address: Address): Place {
    const symbol = symbolOf(address);
    let label = this.words.get(symbol);
    if (label === undefined) {
      label = this.asm.label(`.${symbol}`);
      this.words.set(symbol, label);
    }
    return memSymbol(label);
  }

  private unit(index: number): Place {
    return mem(this.units, 2 * index);
  }

  load(to: Register, address: Address): void {
    if (address.kind === 'near') this.asm.mov(to, immLowSymbol(address.symbol));
    else if (address.kind === 'unit') this.asm.lea(to, this.unit(address.index));
    else this.asm.mov(to, this.literal(address));
  }

  store(place: Place, address: Address): void {
    if (address.kind === 'near') this.asm.mov(place, immLowSymbol(address.symbol));
    else {
      this.load(this.scratch, address);
      this.asm.mov(place, this.scratch);
    }
  }

  compare(a: Register | Place, address: Address): void {
    if (address.kind === 'near') this.asm.cmp(a, immLowSymbol(address.symbol));
    else if (a.kind !== 'mem' && address.kind !== 'unit') this.asm.cmp(a, this.literal(address));
    else {
      this.load(this.scratch, address);
      this.asm.cmp(a, this.scratch);
    }
  }

  loadAndIncrementConstant(to: Register, index: number): void {
    this.load(to, { kind: 'constant', index });
    this.asm.inc(mem(to));
  }

  storeAndIncrementConstant(place: Place, index: number): void {
    this.store(place, { kind: 'constant', index });
    this.asm.inc(mem(this.scratch));
  }

  loadDoubleConstant(to: FloatRegister, _index: number, value: number): void {
    const [bits] = new BigUint64Array(new Float64Array([value]).buffer);
    let label = this.doubles.get(bits!);
    if (label === undefined) {
      label = this.asm.label(`.double:${value}`);
      this.doubles.set(bits!, label);
    }
    this.asm.movsd(to, memSymbol(label));
  }

  enter(): void {
    this.asm.mov(this.units, this.literal({ kind: 'unit', index: 0 }));
  }

  finish(): void {
    for (const [symbol, label] of this.words) {
      this.asm.bind(label);
      this.asm.dq(immSymbol(symbol));
    }
    for (const [bits, label] of this.doubles) {
      this.asm.bind(label);
      this.asm.dq(bits);
    }
  }
}

/** All opcode definitions by name: what the compiler can lower. */
import { attributeOpcodes } from './attributes.js';
import { callOpcodes } from './calls.js';
import { containerOpcodes } from './containers.js';
import { controlOpcodes } from './control.js';
import type { OpcodeDefinition } from './definition.js';
import { exceptionOpcodes } from './exceptions.js';
import { generatorOpcodes } from './generators.js';
import { matchOpcodes } from './match.js';
import type { OpcodeName } from './opcodeNames.js';
import { operatorOpcodes } from './operators.js';
import { stackOpcodes } from './stack.js';

const families: readonly (readonly OpcodeDefinition[])[] = [
  stackOpcodes,
  operatorOpcodes,
  containerOpcodes,
  attributeOpcodes,
  callOpcodes,
  controlOpcodes,
  exceptionOpcodes,
  generatorOpcodes,
  matchOpcodes,
];

export const opcodeDefinitions: ReadonlyMap<OpcodeName, OpcodeDefinition> = new Map(
  families.flat().map((definition) => [definition.name, definition]),
);

/**
 * What each opcode does, in words, with programs that use it.
 *
 * Maps from: an opcode. Maps to: text for people and programs for the tests. Knows nothing of how
 * opcodes are compiled.
 */
import { attributeDocumentation } from './documentation/attributes.js';
import { callDocumentation } from './documentation/calls.js';
import { containerDocumentation } from './documentation/containers.js';
import { controlDocumentation } from './documentation/control.js';
import type { OpcodeDocumentation } from './documentation/example.js';
import { exceptionDocumentation } from './documentation/exceptions.js';
import { generatorDocumentation } from './documentation/generators.js';
import { matchDocumentation } from './documentation/match.js';
import { operatorDocumentation } from './documentation/operators.js';
import { stackDocumentation } from './documentation/stack.js';
import { variableDocumentation } from './documentation/variables.js';
import type { OpcodeName } from './opcodeNames.js';

export type { OpcodeDocumentation, OpcodeExample } from './documentation/example.js';

export const documentation = {
  ...stackDocumentation,
  ...variableDocumentation,
  ...operatorDocumentation,
  ...containerDocumentation,
  ...attributeDocumentation,
  ...callDocumentation,
  ...controlDocumentation,
  ...exceptionDocumentation,
  ...generatorDocumentation,
  ...matchDocumentation,
} as const satisfies Record<OpcodeName, OpcodeDocumentation>;

/** The groups of the documentation, in the order in which a person learns them. */
export const documentationGroups: readonly {
  readonly title: string;
  readonly opcodes: readonly OpcodeName[];
}[] = [
  { title: 'Stack and bookkeeping', opcodes: names(stackDocumentation) },
  { title: 'Variables, cells and globals', opcodes: names(variableDocumentation) },
  { title: 'Operators, comparisons, subscripts', opcodes: names(operatorDocumentation) },
  { title: 'Containers and strings', opcodes: names(containerDocumentation) },
  { title: 'Attributes', opcodes: names(attributeDocumentation) },
  { title: 'Calls, functions, classes, imports', opcodes: names(callDocumentation) },
  { title: 'Jumps, loops, returning', opcodes: names(controlDocumentation) },
  { title: 'Exceptions and with', opcodes: names(exceptionDocumentation) },
  { title: 'Generators and coroutines', opcodes: names(generatorDocumentation) },
  { title: 'Pattern matching', opcodes: names(matchDocumentation) },
];

function names(group: Partial<Record<OpcodeName, OpcodeDocumentation>>): OpcodeName[] {
  return Object.keys(group) as OpcodeName[];
}

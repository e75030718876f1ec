/** The targets by their names, and what follows from one. */

import type { Bits } from '../../assembler/registers.js';
import type { Target, TargetName } from './target.js';
import { x86_32 } from './x86_32.js';
import { x86_64 } from './x86_64.js';

export const targets: Readonly<Record<TargetName, Target>> = { 'x86-32': x86_32, 'x86-64': x86_64 };

/** Of a machine word, which is what decoders are told of a machine. */
export const bitsOf = (target: TargetName): Bits => targets[target].bits;

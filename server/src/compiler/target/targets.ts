/** The targets by their names. */

import type { Target, TargetName } from './target.js';
import { x86_32 } from './x86_32.js';
import { x86_64 } from './x86_64.js';

export const targets: Readonly<Record<TargetName, Target>> = { 'x86-32': x86_32, 'x86-64': x86_64 };

/**
 * The target that tests of programs are run for: x86-32, or what the command line takes from the
 * environment as well. Tests of what one target has, or both, name it themselves.
 */

import { defaultTarget, isTargetName } from '../../server/src/compiler/target/target.js';

const named = process.env.NATIVECOMPILE_TARGET;

export const testTarget = isTargetName(named) ? named : defaultTarget;

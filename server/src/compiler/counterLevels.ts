/**
 * How much is counted while a program runs. In a file of its own, so that who only names a level
 * loads no compiler.
 */

export const counterLevels = ['off', 'functions', 'lines'] as const;
export type CounterLevel = (typeof counterLevels)[number];

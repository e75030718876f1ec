/**
 * The sixteen condition codes of Jcc, SETcc and CMOVcc; a condition's index is the number that is
 * added to the opcode (Intel SDM Vol. 1, Appendix B).
 */

export const conditions = [
  'o',
  'no',
  'b',
  'ae',
  'e',
  'ne',
  'be',
  'a',
  's',
  'ns',
  'p',
  'np',
  'l',
  'ge',
  'le',
  'g',
] as const;

export type Condition = (typeof conditions)[number];

/** The condition's number in the opcode, 0 to 15. */
export const conditionCodes: Readonly<Record<Condition, number>> = {
  o: 0,
  no: 1,
  b: 2,
  ae: 3,
  e: 4,
  ne: 5,
  be: 6,
  a: 7,
  s: 8,
  ns: 9,
  p: 10,
  np: 11,
  l: 12,
  ge: 13,
  le: 14,
  g: 15,
};

/** The condition that holds exactly when `condition` does not: the lowest bit negates. */
export function negate(condition: Condition): Condition {
  return conditions[conditionCodes[condition] ^ 1] ?? condition;
}

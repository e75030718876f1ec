/**
 * What of a function a listing shows. In a file of its own, so that who only names a view loads no
 * decoder.
 */

export const views = ['assembly', 'bytecode', 'mixed'] as const;
export type View = (typeof views)[number];

export const isView = (word: string): word is View => (views as readonly string[]).includes(word);

/**
 * How much machine code is shown: of the straight path what does the work, with one row for each
 * run of bookkeeping and of checks; all of the straight path; everything in the order of its
 * addresses.
 */
export const details = ['essential', 'hot', 'all'] as const;
export type Detail = (typeof details)[number];

export const defaultDetail: Detail = details[0];

export const isDetail = (word: unknown): word is Detail => details.some((name) => name === word);

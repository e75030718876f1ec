/** What of a function a listing shows. In a file of its own, so that who only names a view loads no decoder. */

export const views = ['assembly', 'bytecode', 'mixed'] as const;
export type View = (typeof views)[number];

export const isView = (word: string): word is View => (views as readonly string[]).includes(word);

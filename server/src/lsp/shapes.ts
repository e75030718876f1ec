/**
 * What values that came over the wire have to look like.
 *
 * Maps from: any JSON value. Maps to: the first thing that is wrong with it, as a clause that names
 * its place, or null. Fields that nobody asked for are not looked at. Knows no method.
 */

/** `at` is how to name the value: `position.line`. */
export type Shape = (value: unknown, at: string) => string | null;

export const anything: Shape = () => null;

export const text: Shape = (value, at) =>
  typeof value === 'string' ? null : `${at} is not a string`;

export const flag: Shape = (value, at) =>
  typeof value === 'boolean' ? null : `${at} is not true or false`;

export const integer: Shape = (value, at) =>
  Number.isInteger(value) ? null : `${at} is not a whole number`;

/** Of lines and columns. */
export const count: Shape = (value, at) =>
  Number.isInteger(value) && Number(value) >= 0 ? null : `${at} is not a whole number from 0`;

export function word(...words: readonly string[]): Shape {
  return (value, at) =>
    words.some((one) => one === value) ? null : `${at} is not one of ${words.join(', ')}`;
}

export function list(item: Shape): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is not a list`;
    return firstProblem(value.map((one, index) => () => item(one, `${at}[${index}]`)));
  };
}

/** An object with at least these fields. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return `${at} is not an object`;
    }
    const found = value as Readonly<Record<string, unknown>>;
    return firstProblem(
      Object.entries(fields).map(([name, shape]) => {
        const own = Object.hasOwn(found, name) ? found[name] : undefined;
        return () => shape(own, at === PARAMETERS ? name : `${at}.${name}`);
      }),
    );
  };
}

/** Absent, or of this shape. Some clients write null for what is absent. */
export function optional(shape: Shape): Shape {
  return (value, at) => (value === undefined || value === null ? null : shape(value, at));
}

/** Of one of the shapes; what is wrong is told in terms of the first. */
export function either(first: Shape, second: Shape): Shape {
  return (value, at) => (second(value, at) === null ? null : first(value, at));
}

/** All of the shapes. */
export function both(first: Shape, second: Shape): Shape {
  return (value, at) => first(value, at) ?? second(value, at);
}

/** How the parameters of a message are called as a whole. */
export const PARAMETERS = 'the parameters';

function firstProblem(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}

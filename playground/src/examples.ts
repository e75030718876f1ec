/** The programs that the page offers. */

import bank from '../../examples/bank.py';
import calculator from '../../examples/calculator.py';
import fannkuch from '../../examples/fannkuch.py';
import hello from '../../examples/hello.py';
import mandelbrot from '../../examples/mandelbrot.py';
import nbody from '../../examples/nbody.py';
import pipeline from '../../examples/pipeline.py';

const dot = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


print(dot([1, 2, 3], [4, 5, 6]))
`;

export interface Example {
  readonly title: string;
  readonly text: string;
  /** From 1: where there is something to see. */
  readonly line: number;
  readonly column: number;
}

/** The place is that of the first occurrence of a word in the text. */
function example(title: string, text: string, word: string): Example {
  const lines = text.slice(0, Math.max(0, text.indexOf(word))).split('\n');
  return { title, text, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

export const examples: readonly Example[] = [
  example('A loop over two lists', dot, '+= a[i]'),
  example('Hello', hello, 'print'),
  example('Numbers with a point (Mandelbrot set)', mandelbrot, ' * '),
  example('Attributes of objects (planets)', nbody, 'vx'),
  example('Slices of lists (pancakes)', fannkuch, '[::'),
  example('Generators', pipeline, 'yield'),
  example('Patterns (a calculator)', calculator, 'match'),
  example('Exceptions (a bank)', bank, 'except'),
];

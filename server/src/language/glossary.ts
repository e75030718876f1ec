/**
 * The words of listings and hovers that somebody may meet for the first time.
 *
 * Maps from: a text. Maps to: those of them that are in it, each with a sentence. docs/glossary.md
 * has the same sentences, and a test holds that.
 */

export const glossary: Readonly<Record<string, string>> = {
  refcounts:
    'every object counts who refers to it; with the last reference it is freed. Code that ' +
    'keeps a value adds one, code that drops it takes one away.',
  'stack slot':
    'a value of the bytecode’s stack is put where other code expects it: into its place on ' +
    'the machine stack.',
  'traceback line':
    'the place in the bytecode is stored into the frame, so that a traceback, a debugger or a ' +
    'profiler finds the line.',
  arguments: 'what a function of the runtime is called with comes into registers.',
  'raised?': 'whether a call has ended with an exception; then control goes to the handler.',
  'tracing?':
    'whether a debugger or profiler was turned on meanwhile; then the interpreter goes on ' +
    'with the function.',
  'signals?':
    'whether a signal, another thread or a pending call wants attention (CPython’s eval breaker).',
  'stack frame': 'the function saves registers and makes room on the machine stack.',
  finds:
    'a name or an attribute is looked up through a cache: as long as nothing has changed ' +
    'there, some comparisons do instead of a dictionary.',
  'from a cache': 'as “finds”: without a look into a dictionary.',
  'out of line':
    'code that is needed rarely, behind the rest: slow paths, errors, deallocation. The ' +
    'straight path jumps there and back.',
  'straight path': 'what is executed when types and values are those that the code in line is for.',
  guard: 'a comparison that sends control to the general code when a type is another one.',
  'runtime call':
    'a call of a function in C (rt_…) that does what CPython’s interpreter does for this ' +
    'operation.',
  'one digit':
    'an int below 2³⁰: CPython keeps larger ones in several digits, which code in line leaves ' +
    'to the runtime.',
};

export function meaningsIn(text: string): [string, string][] {
  return Object.entries(glossary).filter(([word]) => text.includes(word));
}

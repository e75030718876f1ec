/** A line of arguments. Maps from: what a person typed. Maps to: the arguments. */

/** As a shell splits them: quotes keep spaces, a backslash keeps the next character. */
export function splitArguments(text: string): string[] {
  const found: string[] = [];
  const pattern = /((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/gsu;
  for (const [word] of text.matchAll(pattern)) {
    const parts = word.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^"'\\]+)/gsu);
    found.push(
      [...parts]
        .map(([, double, single, escaped, plain]) =>
          double !== undefined
            ? double.replace(/\\(["\\$`])/g, '$1')
            : (single ?? escaped ?? plain ?? ''),
        )
        .join(''),
    );
  }
  return found;
}

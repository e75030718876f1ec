/** Words and code as the Markdown of hovers, and that Markdown as plain text. */

const LANGUAGE = 'nativecompile-asm';

/** Source text may hold any number of backticks. */
export function fenced(rows: readonly string[]): string {
  const longest = Math.max(
    2,
    ...rows.flatMap((row) => row.match(/`+/g) ?? []).map((run) => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${LANGUAGE}`, ...rows, fence].join('\n');
}

export const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>]/g, '\\$&');

/** `1,204 bytes`. */
export const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

/** For clients that show no Markdown. Code, in fences or between backticks, stays as it is. */
export function plainText(markdown: string): string {
  return markdown
    .split(/^(`{3,}).*\n([\s\S]*?)^\1$/m)
    .map((part, i) => (i % 3 === 0 ? plainProse(part) : i % 3 === 1 ? '' : part))
    .join('')
    .replace(/\n{3,}/g, '\n\n');
}

function plainProse(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => {
      if (part.startsWith('`')) return part;
      const unmarked = part.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(?<!\\)\*/g, '');
      return unmarked.replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, '$1');
    })
    .join('');
}

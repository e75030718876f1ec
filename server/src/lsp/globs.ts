/**
 * Glob patterns of settings: `**`, `*`, `?`, `{a,b}` and `[a-z]`, as editors write them.
 *
 * Maps from: a pattern. Maps to: a test for paths with `/`. A pattern without a slash is meant for
 * a file or folder of that name anywhere.
 */

export function globMatcher(pattern: string): (path: string) => boolean {
  const anywhere = pattern.includes('/') ? pattern.replace(/^\.?\//, '') : `**/${pattern}`;
  const expression = new RegExp(`^(?:.*/)?${translate(anywhere)}(?:/.*)?$`, 'u');
  return (path) => expression.test(path);
}

function translate(pattern: string): string {
  let out = '';
  let alternatives = 0;
  for (let i = 0; i < pattern.length; i += 1) {
    const character = pattern[i] ?? '';
    if (pattern.startsWith('**/', i)) {
      out += '(?:[^/]*/)*';
      i += 2;
    } else if (pattern.startsWith('**', i)) {
      out += '.*';
      i += 1;
    } else if (character === '*') {
      out += '[^/]*';
    } else if (character === '?') {
      out += '[^/]';
    } else if (character === '{') {
      out += '(?:';
      alternatives += 1;
    } else if (character === '}' && alternatives > 0) {
      out += ')';
      alternatives -= 1;
    } else if (character === ',' && alternatives > 0) {
      out += '|';
    } else if (character === '[' && pattern.indexOf(']', i + 2) > 0) {
      const end = pattern.indexOf(']', i + 2);
      const set = pattern
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\\]]/g, '\\$&');
      out += `[${set}]`;
      i = end;
    } else {
      out += character.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
    }
  }
  return out + ')'.repeat(alternatives);
}

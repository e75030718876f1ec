/**
 * Files with markers: comments that point with `^` at a place in the line above and say what a
 * feature has to answer there.
 *
 *     total += a[i]
 *     #         ^ hover(LOAD_FAST 0 (a) | mov) !hover(BINARY_OP) nohover()
 *
 * Between the parentheses are texts, separated by ` | `. In listings the comment begins with `;`.
 */

export interface Claim {
  /** `hover`; with `!` it must not hold the texts. */
  readonly feature: string;
  readonly isNegated: boolean;
  readonly texts: readonly string[];
}

export interface Marker {
  /** From 0: the line that is pointed at. */
  readonly line: number;
  /** UTF-16 units, from 0. */
  readonly column: number;
  readonly claims: readonly Claim[];
  /** Of the marker itself, from 1, for messages. */
  readonly markerLine: number;
}

const MARKER = /^([#;] *)\^ (.+)$/;

export interface MarkedFile {
  readonly text: string;
  /** What the first line says after `settings:`. */
  readonly settings: object;
  readonly markers: readonly Marker[];
}

export function parseMarkers(text: string): MarkedFile {
  const markers: Marker[] = [];
  let target = 0;
  text.split('\n').forEach((line, index) => {
    const match = MARKER.exec(line);
    if (match === null) {
      target = index;
      return;
    }
    const [, before = '', claims = ''] = match;
    markers.push({
      line: target,
      column: before.length,
      claims: parseClaims(claims),
      markerLine: index + 1,
    });
  });
  const settings = /^# settings: (.*)/.exec(text)?.[1];
  return { text, settings: settings === undefined ? {} : JSON.parse(settings), markers };
}

function parseClaims(text: string): Claim[] {
  const claims: Claim[] = [];
  const start = /\s*(!?)([a-z]+)\(/y;
  while (start.lastIndex < text.length) {
    const match = start.exec(text);
    if (match === null) throw new Error(`what is this marker? ${text}`);
    let depth = 1;
    let at = start.lastIndex;
    while (at < text.length && depth > 0) {
      if (text[at] === '(') depth += 1;
      else if (text[at] === ')') depth -= 1;
      at += 1;
    }
    const inside = text.slice(start.lastIndex, at - 1);
    claims.push({
      feature: match[2] ?? '',
      isNegated: match[1] === '!',
      texts: inside === '' ? [] : inside.split(' | '),
    });
    start.lastIndex = at;
  }
  return claims;
}

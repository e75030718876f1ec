/**
 * What a hover over a `def` or `class` shows: facts about the function, not about the statement
 * that makes it.
 *
 * Maps from: an analysis, a function of it and what a run told. Maps to: paragraphs of Markdown.
 */

import { isRefusal } from '../compiler/index.js';
import type { Analysis, FunctionAnalysis } from './analysis.js';
import { exitsInWords } from './exitText.js';
import { exitsOf } from './exits.js';
import { forEachPosition } from './readableCode.js';
import { signature } from './signature.js';
import { count, escaped } from './markdown.js';

/** Functions inside of a function or class that are named. */
const MOST_INNER = 8;

/** The first paragraph says what a summary says. */
export function definitionParagraphs(
  { functions, source }: Analysis,
  entry: FunctionAnalysis,
): string[] {
  const { result } = entry;
  const name = `\`${signature(result.code)}\``;
  if (isRefusal(result)) return [`${name} · **interpreted**: ${escaped(result.refused)}`];
  const { bytes, runtimeCalls } = result.statistics;
  const paragraphs = [
    [
      name,
      '**native**',
      count(bytes, 'byte'),
      count(runtimeCalls, 'runtime call'),
      `${count(result.frameSize, 'byte')} of stack`,
    ].join(' · '),
  ];
  const { all } = exitsOf(result);
  if (all.length > 0) {
    const places = exitsInWords(result, all.slice(0, MOST_INNER), source.lines);
    const more = all.length > MOST_INNER ? ' or elsewhere' : '';
    paragraphs.push(
      `**leaves native code** at ${places}${more}; the rest of that call is interpreted`,
    );
  }
  let cold = 0;
  forEachPosition(result, (start, end, _, isCold) => {
    if (isCold) cold += end - start;
  });
  paragraphs.push(
    `${count(result.statistics.instructions, 'instruction')} of bytecode · ${count(bytes - cold, 'byte')} on the straight path, ${count(cold, 'byte')} out of line`,
  );
  const index = functions.indexOf(entry);
  const inner = functions.filter(({ parent }) => parent === index);
  if (inner.length > 0) {
    const named = inner.slice(0, MOST_INNER).map(({ result: one }) => {
      const size = isRefusal(one) ? 'interpreted' : count(one.statistics.bytes, 'byte');
      return `\`${one.code.name}\` ${size}`;
    });
    const more = inner.length > MOST_INNER ? [`…${inner.length - MOST_INNER} more`] : [];
    paragraphs.push(`Inside: ${[...named, ...more].join(' · ')}`);
  }
  return paragraphs;
}

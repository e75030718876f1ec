/**
 * A line of facts above each function.
 *
 * Maps from: an analysis. Maps to: text by function, for the line where its `def` or `class` is.
 * Knows no editor and no command.
 */

import { isRefusal } from '../compiler/index.js';
import type { Analysis } from './analysis.js';
import { definitionLine } from './definitions.js';
import { exitsOf } from './exits.js';
import { type SourceRange, wholeLine } from './locations.js';
import type { RunData } from './runData.js';

export interface Lens {
  readonly range: SourceRange;
  /** Qualified name. */
  readonly scope: string;
  readonly title: string;
}

export function codeLenses(analysis: Analysis, runData: RunData | null): Lens[] {
  const { lines } = analysis.source;
  return analysis.functions.flatMap(({ result }) => {
    const { code } = result;
    // Comprehensions and lambdas have no line of their own.
    if (code.name.startsWith('<') && code.name !== '<module>') return [];
    const line = code.name === '<module>' ? 1 : definitionLine(lines, code.firstlineno);
    const facts: string[] = [];
    if (isRefusal(result)) {
      facts.push(`interpreted: ${result.refused}`);
    } else {
      const { bytes, runtimeCalls } = result.statistics;
      facts.push('native', count(bytes, 'byte'), count(runtimeCalls, 'runtime call'));
      const exits = exitsOf(result).all.length;
      if (exits > 0) facts.push(count(exits, 'exit'));
    }
    const entered = runData?.functions.get(code.qualname);
    if (entered !== undefined) {
      facts.push(
        `${count(entered, 'call')}${runData?.stale === true ? ' (before the change)' : ''}`,
      );
    }
    if (code.name === '<module>') facts.unshift('module');
    return [{ range: wholeLine(line, lines), scope: code.qualname, title: facts.join(' · ') }];
  });
}

const count = (n: number, what: string): string =>
  `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;

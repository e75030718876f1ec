/**
 * Findings as the commands that a GitHub workflow reads from a step's output, and shows at lines of
 * a pull request.
 *
 * Maps from: checked files. Maps to: one command a finding. Lines and columns count from 1 there.
 */

import { messageOf } from '../helper/protocol.js';
import type { Severity } from '../language/diagnostics.js';
import type { CheckedFile } from './check.js';

export function githubCommands({ compiled, diagnostics }: CheckedFile): string {
  const { path } = compiled.file;
  if (compiled.kind === 'error') {
    const { line, offset } = compiled.error;
    const place = { file: path, line: Math.max(1, line), col: Math.max(1, offset) };
    return command('error', { ...place, title: 'Not compiled' }, messageOf(compiled.error));
  }
  return diagnostics
    .map(({ code, severity, message, range }) => {
      const { line, column, endLine, endColumn } = range;
      // Columns are not shown where a finding is of several lines.
      const columns: Properties =
        line === endLine ? { col: column + 1, endColumn: endColumn + 1 } : {};
      const properties = { file: path, line, endLine, ...columns, title: code };
      return command(commands[severity], properties, message);
    })
    .join('');
}

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

type Properties = Readonly<Record<string, string | number>>;

function command(name: string, properties: Properties, message: string): string {
  const written = Object.entries(properties).map(
    ([key, value]) =>
      `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name} ${written.join(',')}::${escaped(message)}\n`;
}

const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** Source ranges as listings write them. */

import type { SourceLocation } from '../bytecode/locationTable.js';

/** `4:8-28`, `4:8-6:3` over several lines, `-` for none. Columns count UTF-8 bytes from 0. */
export function locationText({ line, endLine, column, endColumn }: SourceLocation): string {
  if (line === null) return '-';
  if (column === null || endColumn === null) return String(line);
  return endLine === null || endLine === line
    ? `${line}:${column}-${endColumn}`
    : `${line}:${column}-${endLine}:${endColumn}`;
}

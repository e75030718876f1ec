/**
 * Findings as SARIF 2.1.0, the format that code-scanning services read.
 *
 * Maps from: checked files. Maps to: one log as plain data. Knows nothing of how findings are made.
 */

import { messageOf } from '../helper/protocol.js';
import { readlinkSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { decodeBytes, encodeBytes, isRaw } from '../helper/rawBytes.js';
import type { DiagnosticCode, Severity } from '../language/diagnostics.js';
import type { CheckedFile } from './check.js';
import { ownVersion } from './version.js';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const SYNTAX_ERROR = 'syntax-error';

const rules: Readonly<Record<DiagnosticCode | typeof SYNTAX_ERROR, string>> = {
  NC001: 'No code is generated for these lines.',
  NC002: 'A comment that suppresses nothing.',
  NC101: 'An opcode is not compiled: the function continues in the interpreter there.',
  NC102: 'This code object stays interpreted.',
  NC103: 'Too large to be compiled.',
  NC104: 'An import of what is there for 64-bit Python only.',
  NC201: 'An operation whose operand types are unknown.',
  NC202: 'A global that is looked up in a loop.',
  NC203: 'A number that stays boxed in a loop.',
  NC204: 'A call that is not direct.',
  NC301: 'An operation that sometimes leaves its fast path.',
  NC302: 'An operation that is often done the general way.',
  NC401: 'A result that differs from that of CPython.',
  NC402: 'A fatal signal in native code.',
  [SYNTAX_ERROR]: 'Python does not compile this file.',
};

export function sarifLog(checked: readonly CheckedFile[]): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'nativecompile',
            version: ownVersion(),
            rules: Object.entries(rules).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: checked.flatMap(results),
      },
    ],
  };
}

function results({ compiled, diagnostics }: CheckedFile): object[] {
  const uri = artifact(compiled.file.path);
  if (compiled.kind === 'error') {
    const { line, offset, endLine, endOffset } = compiled.error;
    const region =
      line > 0
        ? {
            startLine: line,
            ...(offset > 0 ? { startColumn: offset } : {}),
            ...(endLine >= line ? { endLine } : {}),
            ...(endOffset > 0 ? { endColumn: endOffset } : {}),
          }
        : { startLine: 1 };
    return [result(SYNTAX_ERROR, 'error', messageOf(compiled.error), uri, region)];
  }
  return diagnostics.map(({ code, severity, message, range }) =>
    result(code, levels[severity], message, uri, {
      startLine: range.line,
      startColumn: range.column + 1,
      endLine: range.endLine,
      endColumn: range.endColumn + 1,
    }),
  );
}

function result(ruleId: string, level: string, text: string, uri: string, region: object): object {
  return {
    ruleId,
    level,
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
  };
}

/**
 * Relative to the current folder where possible, so that a log means the same on another machine.
 */
function artifact(path: string): string {
  const here = workingFolder();
  const whole = resolve(here, path);
  const fromHere = relative(here, whole);
  return fromHere.startsWith('..')
    ? `file://${whole.split(sep).map(percentEncoded).join('/')}`
    : fromHere.split(sep).map(percentEncoded).join('/');
}

function workingFolder(): string {
  try {
    return decodeBytes(readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  } catch {
    return process.cwd();
  }
}

/** A part of a path as a URI has it: of its bytes, UTF-8 or not (RFC 3986, section 2.5). */
function percentEncoded(part: string): string {
  if (!isRaw(part)) return encodeURIComponent(part);
  const bytes = [...encodeBytes(part)];
  return bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      const hexadecimal = byte.toString(16).toUpperCase().padStart(2, '0');
      return byte < 0x80 ? encodeURIComponent(character) : `%${hexadecimal}`;
    })
    .join('');
}

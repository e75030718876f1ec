/**
 * Requests for machine code to take away.
 *
 * Maps from: a range of a Python document or listing. Maps to: bytes in hexadecimal, or an ELF
 * object in base64.
 */

import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { defaultTarget, type TargetName } from '../compiler/target/target.js';
import { elfObject } from '../language/elfObject.js';
import { isListingUri, parseListingUri } from '../language/listingUri.js';
import { select, selectAt } from '../language/expressions.js';
import { functionAt } from '../language/functionAt.js';
import {
  type CodeExcerpt,
  codeOfFunction,
  codeOfListing,
  codeOfSelection,
  codeOfSource,
} from '../language/machineCode.js';
import type { ListingSource } from './listingFeatures.js';
import {
  type ExportObjectResult,
  type MachineCode,
  type MachineCodeParams,
  Method,
} from './messages.js';
import { analysedPlace, rangeIn, type Session, uriOf } from './session.js';

export function registerMachineCode(session: Session, source: ListingSource): void {
  const { connection, documents } = session;
  connection.onRequest(Method.machineCode, async (params, token): Promise<MachineCode> => {
    const uri = uriOf(params);
    const range = rangeIn(params);
    const { extent } = params as Partial<MachineCodeParams>;
    if (isListingUri(uri)) {
      const { model } = await source.rows(uri, token);
      const target = model?.analysis?.target ?? defaultTarget;
      if (model === null) return { target, functions: [] };
      return wire(target, codeOfListing(model, range.start.line, range.end.line));
    }
    const document = documents.get(uri);
    const analysis = document?.analysis ?? null;
    const target = analysis?.target ?? defaultTarget;
    if (document === undefined || analysis === null) return { target, functions: [] };
    const start = analysedPlace(session, document, range.start);
    const end = analysedPlace(session, document, range.end);
    if (start === null || end === null) return { target, functions: [] };
    const lineText = (analysis.source.lines[start.line] ?? '').trim();
    if (extent === 'function') {
      const entry = functionAt(analysis, start);
      return wire(target, codeOfFunction(entry), entry.result.code.qualname);
    }
    if (extent === 'expression') {
      const selection = selectAt(analysis, start);
      if (selection === null) return { target, functions: [] };
      const { line, column, endLine, endColumn } = selection.range;
      const text = analysis.source.lines[line - 1] ?? '';
      const of = endLine === line ? text.slice(column, endColumn) : `${text.slice(column)} …`;
      return wire(target, codeOfSelection(selection), of);
    }
    if (extent === 'line') {
      const line = start.line + 1;
      const wanted = { line, column: 0, endLine: line, endColumn: lineText.length };
      return wire(target, codeOfSelection(select(analysis, wanted, true)), lineText);
    }
    return wire(
      target,
      codeOfSource(analysis, {
        line: start.line + 1,
        column: start.column,
        endLine: end.line + 1,
        endColumn: end.column,
      }),
    );
  });
  connection.onRequest(Method.exportObject, async (params): Promise<ExportObjectResult> => {
    const uri = uriOf(params);
    const address = parseListingUri(uri);
    const document = documents.get(address?.src ?? uri);
    const present = document?.analysis ?? null;
    if (present === null) {
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The document is not compiled.');
    }
    const target = address?.target ?? present.target;
    const analysis = await session.analyser.retargeted(present, target);
    const elf = elfObject(
      analysis.functions.map(({ result }) => result),
      target,
    );
    return { elf: Buffer.from(elf).toString('base64') };
  });
}

function wire(target: TargetName, excerpts: readonly CodeExcerpt[], of?: string): MachineCode {
  return {
    target,
    ...(of === undefined ? {} : { of }),
    functions: excerpts.map(({ name, bytes, relocations }) => ({
      name,
      bytes: Buffer.from(bytes).toString('hex'),
      relocations: relocations.map(({ offset, symbol, kind }) => ({ offset, symbol, kind })),
    })),
  };
}

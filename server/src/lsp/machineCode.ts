/**
 * Requests for machine code to take away.
 *
 * Maps from: a range of a Python document or listing. Maps to: bytes in hexadecimal, or an ELF
 * object in base64.
 */

import { ErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { defaultTarget, type TargetName } from '../compiler/target/target.js';
import { elfObject } from '../language/elfObject.js';
import { isListingUri, parseListingUri } from '../language/listingUri.js';
import { type CodeExcerpt, codeOfListing, codeOfSource } from '../language/machineCode.js';
import type { ListingSource } from './listingFeatures.js';
import { type ExportObjectResult, type MachineCode, Method } from './messages.js';
import { analysedPlace, rangeIn, type Session, uriOf } from './session.js';

export function registerMachineCode(session: Session, source: ListingSource): void {
  const { connection, documents } = session;
  connection.onRequest(Method.machineCode, async (params, token): Promise<MachineCode> => {
    const uri = uriOf(params);
    const range = rangeIn(params);
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

function wire(target: TargetName, excerpts: readonly CodeExcerpt[]): MachineCode {
  return {
    target,
    functions: excerpts.map(({ name, bytes, relocations }) => ({
      name,
      bytes: Buffer.from(bytes).toString('hex'),
      relocations: relocations.map(({ offset, symbol, kind }) => ({ offset, symbol, kind })),
    })),
  };
}

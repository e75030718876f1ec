/**
 * Requests for pictures of control flow.
 *
 * Maps from: a Python document and a function of it. Maps to: SVG whose blocks say where they
 * belong, or a sentence why there is none. The counts of the last run make edges thick. The library
 * that lays graphs out is loaded with the first request.
 */

import type { CancellationToken, Position } from 'vscode-languageserver/node';
import type { Analysis } from '../language/analysis.js';
import type { FlowBlock } from '../language/flowGraph/flowModel.js';
import { functionAt } from '../language/functionAt.js';
import type { Result } from '../language/listing.js';
import type { Detail } from '../language/views.js';
import type { Place } from '../language/textEdits.js';
import type { PythonDocument } from './documents.js';
import { obstacleText } from './obstacles.js';
import { type GraphParams, type GraphResult, Method } from './messages.js';
import { analysedPlace, presentRange, type Session, stopIfCancelled, uriOf } from './session.js';
import { fileNameOf } from './uris.js';

export interface CompiledSources {
  /**
   * The source with its newest analysis; compiles it where nobody has yet. null: it is not there.
   */
  source(uri: string, token: CancellationToken): Promise<PythonDocument | null>;
}

export function registerGraphs(session: Session, sources: CompiledSources): void {
  session.connection.onRequest(Method.graph, async (params: GraphParams, token) => {
    const uri = uriOf(params);
    const settings = await session.configuration.of(uri);
    // Some clients write null for what is absent.
    const { scope, position, detail } = params;
    const wanted = {
      uri,
      scope: scope ?? null,
      position: position ?? null,
      detail: detail ?? settings.detail,
    };
    return await answer(session, sources, wanted, token);
  });
}

interface Wanted {
  readonly uri: string;
  readonly scope: string | null;
  readonly position: Position | null;
  readonly detail: Detail;
}

async function answer(
  session: Session,
  sources: CompiledSources,
  { uri, scope, position, detail }: Wanted,
  token: CancellationToken,
): Promise<GraphResult> {
  const none = (reason: string): GraphResult => ({
    svg: null,
    reason,
    scope: scope ?? '',
    detail,
    blocks: [],
  });
  const document = await sources.source(uri, token);
  const name = fileNameOf(uri);
  if (document === null) return none(`${name} cannot be read.`);
  const obstacle = obstacleText(document);
  const { analysis } = document;
  if (analysis === null) return none(`${obstacle || `${name} is not compiled yet`}.`);
  const place = position === null ? null : analysedPlace(session, document, position);
  if (scope === null && place === null) {
    return none(`${name} was edited here since it was compiled: save it first.`);
  }
  const result = chosen(analysis, scope, place);
  if (result === null) return none(`${name} has no function ${scope ?? ''} now.`);
  const { drawGraph } = await import('../language/flowGraph/drawGraph.js');
  stopIfCancelled(token);
  const drawing = await drawGraph(
    result,
    { lines: analysis.source.lines, detail, counts: countsOf(document) },
    { style: null, isInteractive: true },
  );
  if (drawing.kind === 'refused') return none(drawing.reason);
  return {
    svg: drawing.svg,
    reason: obstacle === '' ? '' : `${obstacle}; this is the last state that compiled.`,
    scope: drawing.graph.name,
    detail,
    blocks: drawing.graph.blocks.map((block) => ({
      range: rangeOf(session, document, block),
      bytecodeOffset: block.bytecodeOffset,
    })),
  };
}

function chosen(analysis: Analysis, scope: string | null, place: Place | null): Result | null {
  const atPlace = place === null ? null : functionAt(analysis, place).result;
  if (scope === null || atPlace?.code.qualname === scope) return atPlace;
  const named = analysis.functions.find(({ result }) => result.code.qualname === scope);
  return named?.result ?? null;
}

/** What was counted says nothing of a text that is another by now. */
function countsOf({ runData }: PythonDocument): ReadonlyMap<number, number> | null {
  if (runData === null || runData.stale) return null;
  return new Map([...runData.lines].map(([line, { count }]) => [line, count]));
}

const rangeOf = (session: Session, document: PythonDocument, { range }: FlowBlock) =>
  range === null ? null : presentRange(session, document, range);

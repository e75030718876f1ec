/**
 * What offers of code actions consist of, for those who make them and those who pass them on.
 *
 * Types only. Ranges are of the analysed source: lines from 1, columns in UTF-16 units.
 */

import type { Analysis } from './analysis.js';
import type { CodePlace, Diagnostic } from './diagnostics.js';
import type { SourceRange } from './locations.js';
import type { RunData } from './runData.js';
import type { PlaceRange } from './textEdits.js';
import type { View } from './views.js';

export type ActionKind = 'quickFix' | 'fixAll';

export interface SourceEdit {
  readonly range: SourceRange;
  readonly newText: string;
}

export interface OfferedAction {
  /** Finds the offer again in `resolve`; the provider's own business. */
  readonly id: string;
  readonly title: string;
  readonly kind: ActionKind;
  readonly isPreferred: boolean;
  /** Why it cannot be done here; absent when it can. */
  readonly disabled?: string;
  /** Codes of the findings that it is for. */
  readonly codes: readonly string[];
  /** Absent: `resolve` makes them. */
  readonly edits?: readonly SourceEdit[];
  /** Opens a listing. */
  readonly shows?: ShownListing;
  /** A command of the client instead of, or after, the edits. */
  readonly command?: { readonly command: string; readonly arguments?: unknown[] };
}

export interface ShownListing {
  readonly scope: string;
  readonly view: View;
  /** What of it is to be looked at, if it is about one place; `line` is of the source. */
  readonly at?: { readonly place: CodePlace; readonly line: number };
}

export interface ResolveContext {
  /** Compiles an edited text; null when it does not compile. */
  recompile(text: string): Promise<Analysis | null>;
  /**
   * The syntax tree of a text as JSON, as the helper's compile service gives it; null without one.
   */
  parse(text: string): Promise<string | null>;
  /** The hints that the user sees besides the findings. */
  readonly hints: readonly Diagnostic[];
  /** What the last run of the program found out; absent: it was not run. */
  readonly runFindings?: readonly Diagnostic[];
  /** What it counted; absent or null: nothing. */
  readonly runData?: RunData | null;
  /** To be awaited now and then in long work; throws when nobody waits for the result any more. */
  checkpoint(): Promise<void>;
}

export interface OfferContext extends ResolveContext {
  /** Whether the client asked for this kind. */
  isWanted(kind: ActionKind): boolean;
  /** Whether the client has a command that not all have. */
  hasCommand(command: string): boolean;
  /** Nobody asked: the editor only wants to know whether to show a light bulb. */
  readonly automatic: boolean;
}

export interface ActionProvider {
  /** `range` has lines from 0, as all places do. */
  offer(
    analysis: Analysis,
    range: PlaceRange,
    context: OfferContext,
  ): Promise<readonly OfferedAction[]>;
  /** The edits of an offer that was made without. */
  resolve?(
    analysis: Analysis,
    id: string,
    context: ResolveContext,
  ): Promise<readonly SourceEdit[] | null>;
}

/**
 * The open documents and what is known of them: the server's only cache.
 *
 * Maps from: a document's URI. Maps to: its text, its analyses and, for listings, the model behind
 * the text. Everything here goes when the client closes the document, but for a listing's source,
 * which stays while the listing is open. Knows no connection.
 */

import type { SourceError } from '../helper/protocol.js';
import type { Analysis } from '../language/analysis.js';
import type { ListingModel } from '../language/listingModel.js';
import type { Diagnostic } from '../language/diagnostics.js';
import type { FileProfile } from '../language/hints/profiledHints.js';
import type { RunData } from '../language/runData.js';
import type { TextEdit } from '../language/textEdits.js';
import { BYTE_ORDER_MARK } from './positions.js';
import { TextBuffer } from './textBuffer.js';

/** Why a document has no analysis, or none of its present text. */
export type Obstacle =
  | { readonly kind: 'syntaxError'; readonly error: SourceError; readonly version: number }
  | { readonly kind: 'tooLarge'; readonly bytes: number; readonly limit: number }
  | { readonly kind: 'excluded' }
  /** Nobody asked for it yet: `compile.trigger` is manual. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'helper'; readonly problem: string }
  /** Its file cannot be read any more; of documents that the client has not open. */
  | { readonly kind: 'unreadable' };

export class PythonDocument {
  readonly buffer: TextBuffer;
  /** The last good one. */
  analysis: Analysis | null = null;
  private changes: { readonly version: number; readonly edit: TextEdit }[] = [];
  /** After so many of the changes the text was again that of the analysis, as after an undo. */
  private undone = 0;
  obstacle: Obstacle | null = null;
  /** The analysis before the last save that changed something. */
  previous: Analysis | null = null;
  pinned: Analysis | null = null;
  runData: RunData | null = null;
  /** What the last profile told of the text of `analysis`. */
  profile: FileProfile | null = null;
  /** What the last run found out, in terms of `analysis`. */
  runFindings: readonly Diagnostic[] = [];
  /** Saves since the document was opened. */
  private saves = 0;
  /** Of the text that was saved last, or opened. */
  private savedVersion: number;
  /**
   * After how many saves `analysis` was made, for "stale since"; null: not of a text that was
   * saved.
   */
  analysedSave: number | null = null;

  constructor(
    readonly uri: string,
    public version: number,
    text: string,
    /** null: not open in the client, only read for a listing. */
    readonly languageId: string | null,
  ) {
    this.buffer = new TextBuffer(text);
    this.savedVersion = version;
  }

  get hasMark(): boolean {
    return this.buffer.text.startsWith(BYTE_ORDER_MARK);
  }

  /** Changes of the text since `analysis`. */
  get edits(): readonly TextEdit[] {
    return this.changes.slice(this.undone).map(({ edit }) => edit);
  }

  /** Whether the text is another one than that of the analysis. */
  get isStale(): boolean {
    const isChanged = this.changes.length > this.undone;
    return isChanged || (this.obstacle !== null && this.obstacle.kind !== 'waiting');
  }

  /** To be called when `version` and the text are those after the edit. */
  edited(edit: TextEdit): void {
    const { version } = this;
    // Places that survive so many edits are of no use.
    if (this.changes.length >= MAX_EDITS) {
      this.changes = [{ version, edit: EVERYTHING }];
      this.undone = 0;
    }
    this.changes.push({ version, edit });
    if (this.hasAnalysedText()) this.undone = this.changes.length;
  }

  /**
   * Forgets why another text has no analysis, if the present one has; whether there was something
   * to forget.
   */
  recovered(): boolean {
    const kind = this.obstacle?.kind;
    const isOfText = kind === 'syntaxError' || kind === 'helper';
    if (!isOfText || this.changes.length === 0 || this.changes.length > this.undone) return false;
    this.obstacle = null;
    return true;
  }

  private hasAnalysedText(): boolean {
    const analysed = this.analysis?.source.text;
    const { text } = this.buffer;
    // Most edits change the length, and then the texts need not be compared.
    return (
      analysed !== undefined &&
      text.length === analysed.length + (this.hasMark ? 1 : 0) &&
      text.endsWith(analysed)
    );
  }

  /**
   * Of a document that the client has not open: takes the file's present text; whether it has to be
   * compiled.
   */
  reread(text: string): boolean {
    const wasUnreadable = this.obstacle?.kind === 'unreadable';
    if (text === this.buffer.text) return wasUnreadable;
    const edit = this.buffer.replaceAll(text);
    this.version += 1;
    this.edited(edit);
    return true;
  }

  saved(): void {
    this.saves += 1;
    this.savedVersion = this.version;
  }

  analysed(analysis: Analysis): void {
    this.analysedSave = analysis.version === this.savedVersion ? this.saves : null;
    const last = this.analysis;
    if (last !== null && last.source.sha256 !== analysis.source.sha256) this.previous = last;
    this.analysis = analysis;
    this.changes = this.changes.filter(({ version }) => version > analysis.version);
    this.undone = this.changes.length > 0 && this.hasAnalysedText() ? this.changes.length : 0;
    this.obstacle = null;
  }

  /** Takes the same analysis for another target; what is known of the text stays. */
  retargeted(analysis: Analysis): void {
    this.analysis = analysis;
  }
}

const MAX_EDITS = 2000;
/** An edit that touches every place. */
const EVERYTHING: TextEdit = {
  start: { line: 0, column: 0 },
  end: { line: Number.MAX_SAFE_INTEGER, column: 0 },
  newEnd: { line: Number.MAX_SAFE_INTEGER, column: 0 },
};

/** A listing that the client was given. */
export class ListingDocument {
  /** What the client has open; null while it only asked for the text. */
  buffer: TextBuffer | null = null;
  version = 0;
  /** Of the last semantic tokens: their name and the numbers, for deltas. */
  tokens: { readonly id: string; readonly data: readonly number[] } | null = null;

  constructor(
    readonly uri: string,
    /** null: the text was not made by this server. */
    public model: ListingModel | null,
  ) {}
}

export class Documents {
  private readonly python = new Map<string, PythonDocument>();
  private readonly listings = new Map<string, ListingDocument>();

  get(uri: string): PythonDocument | undefined {
    return this.python.get(uri);
  }

  listing(uri: string): ListingDocument | undefined {
    return this.listings.get(uri);
  }

  get all(): IterableIterator<PythonDocument> {
    return this.python.values();
  }

  get allListings(): IterableIterator<ListingDocument> {
    return this.listings.values();
  }

  open(uri: string, languageId: string, version: number, text: string): PythonDocument {
    const document = new PythonDocument(uri, version, text, languageId);
    // What a listing needed of the closed document is still of use.
    const before = this.python.get(uri);
    if (before?.analysis && before.buffer.text === text) {
      document.analysed({ ...before.analysis, version });
    }
    document.pinned = before?.pinned ?? null;
    this.python.set(uri, document);
    return document;
  }

  /** A document that the client has not open, for a listing of it. */
  read(uri: string, text: string): PythonDocument {
    const document = new PythonDocument(uri, 0, text, null);
    this.python.set(uri, document);
    return document;
  }

  close(uri: string): void {
    this.python.delete(uri);
  }

  /** The listing of this URI, made if it is not there. */
  addListing(uri: string): ListingDocument {
    let listing = this.listings.get(uri);
    if (listing === undefined) {
      listing = new ListingDocument(uri, null);
      this.listings.set(uri, listing);
    }
    return listing;
  }

  closeListing(uri: string): void {
    this.listings.delete(uri);
  }
}

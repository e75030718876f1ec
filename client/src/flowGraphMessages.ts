/** What the extension and the page of a control-flow graph tell each other. */

import type { Detail } from '../../server/src/language/views.js';

/** To the page. */
export type ToPage =
  | {
      readonly kind: 'graph';
      readonly svg: string;
      /** Shown above; empty: nothing. */
      readonly note: string;
      readonly detail: Detail;
      /** Whether it is the function that was shown before: place and size are kept. */
      readonly isSame: boolean;
      /** What the window needs to show it again after it was loaded anew. */
      readonly state: GraphState;
    }
  | { readonly kind: 'problem'; readonly text: string; readonly state: GraphState }
  /** The cursor in the source is in this line, from 1. */
  | { readonly kind: 'line'; readonly line: number };

/** From the page. */
export type FromPage =
  | { readonly kind: 'ready' }
  /** By index; `assembly`: the rows of the listing, otherwise the source. */
  | { readonly kind: 'go'; readonly block: number; readonly to: 'source' | 'assembly' }
  | { readonly kind: 'detail'; readonly detail: Detail };

export interface GraphState {
  readonly uri: string;
  /** Qualified name. */
  readonly scope: string;
  readonly detail: Detail;
}

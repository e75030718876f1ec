/**
 * Addresses of listings, as VS Code has them.
 *
 * Maps between: the server's addresses (server/src/language/listingUri.ts) and vscode.Uri. What is absent has the settings'
 * values.
 */

import * as vscode from 'vscode';
import {
  LISTING_SCHEME,
  type ListingAddress,
  listingUri as listingUriText,
  parseListingUri as parseListingUriText,
} from '../../server/src/language/listingUri.js';

export {
  isPresent,
  LISTING_SCHEME,
  type ListingAddress,
} from '../../server/src/language/listingUri.js';

export type PartialAddress = Partial<ListingAddress> & Pick<ListingAddress, 'src'>;

export function isListing(uri: vscode.Uri): boolean {
  return uri.scheme === LISTING_SCHEME;
}

/** Equal to what VS Code makes of the same address in a link of the server. */
export function listingUri(address: PartialAddress): vscode.Uri {
  return vscode.Uri.parse(listingUriText(address), true);
}

/** null when it is no listing's address. */
export function parseListingUri(uri: vscode.Uri): ListingAddress | null {
  return parseListingUriText(uri.toString());
}

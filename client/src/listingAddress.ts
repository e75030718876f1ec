/**
 * Addresses of listings, as VS Code has them.
 *
 * Maps between: the server's addresses (server/src/language/listingUri.ts) and vscode.Uri. What is
 * absent has the settings' values.
 */

import * as vscode from 'vscode';
import { defaultTarget, isTargetName } from '../../server/src/compiler/target/target.js';
import {
  LISTING_SCHEME,
  type ListingAddress,
  listingUri as listingUriText,
  type PartialAddress,
  parseListingUri as parseListingUriText,
} from '../../server/src/language/listingUri.js';

export {
  isPresent,
  LISTING_SCHEME,
  type ListingAddress,
  listingTitle,
  type PartialAddress,
} from '../../server/src/language/listingUri.js';

export function isListing(uri: vscode.Uri): boolean {
  return uri.scheme === LISTING_SCHEME;
}

/** Its path ends in what its tab says, for the target of the settings. */
export function listingUri(address: PartialAddress): vscode.Uri {
  const source = vscode.Uri.parse(address.src);
  const target = vscode.workspace.getConfiguration('nativecompile', source).get('target');
  return vscode.Uri.parse(
    listingUriText(address, isTargetName(target) ? target : defaultTarget),
    true,
  );
}

/** null when it is no listing's address. */
export function parseListingUri(uri: vscode.Uri): ListingAddress | null {
  return parseListingUriText(uri.toString());
}

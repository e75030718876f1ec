/**
 * The extension: what is made when VS Code activates it, and in which order it goes away.
 *
 * Knows no feature's inside; each file of this folder is one.
 */

import type * as vscode from 'vscode';
import { Client } from './client.js';
import { registerCommands } from './commands.js';
import { registerComparisons } from './compare.js';
import { registerCursorTie } from './cursorTie.js';
import { registerDiskChanges } from './diskChanges.js';
import { registerFlowGraphs } from './flowGraph.js';
import { registerFollowing } from './followRenames.js';
import { registerHints } from './hints.js';
import { registerListings } from './listings.js';
import { registerListingState } from './listingState.js';
import { registerMachineCode } from './machineCode.js';
import { registerProfile } from './profile.js';
import { registerReproduction } from './reproduction.js';
import { registerRestoring } from './restore.js';
import { registerRunData } from './runData.js';
import { registerRuns } from './runNatively.js';
import { registerStatus } from './statusItem.js';
import { EmulationOffer, registerTarget } from './target.js';
import { registerUserPython } from './userPython.js';

let client: Client | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const made = new Client(context);
  client = made;
  context.subscriptions.push(
    ...registerStatus(made),
    ...registerTarget(made),
    ...registerUserPython(made),
    ...registerListings(made),
    ...registerListingState(made),
    ...registerCursorTie(made),
    ...registerFlowGraphs(made, context.extensionUri),
    ...registerComparisons(made),
    ...registerRuns(made, new EmulationOffer(context.globalState)),
    ...registerRunData(made, context.workspaceState),
    ...registerProfile(made),
    ...registerRestoring(context.workspaceState),
    ...registerDiskChanges(made),
    ...registerFollowing(),
    ...registerHints(made),
    ...registerMachineCode(made),
    ...registerReproduction(made),
    ...registerCommands(made, context.extension),
  );
  // Not awaited: commands are there at once, and wait for the server where they need it.
  void made.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

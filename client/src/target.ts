/**
 * The target: the machine that files are compiled for, and programs run on.
 *
 * Maps from: the setting for the file in the editor. Maps to: a language status item that shows it
 * and switches it by one click; and, where the target's code has to be emulated, the offer to
 * switch at a run.
 */

import * as vscode from 'vscode';
import {
  defaultTarget,
  isTargetName,
  type TargetName,
  targetBits,
  targetNames,
} from '../../server/src/compiler/target/target.js';
import type { PreparedRun } from '../../server/src/lsp/messages.js';
import type { Client } from './client.js';
import { command } from './command.js';
import { change, configuration } from './settings.js';
import { SELECTOR } from './statusItem.js';

const SETTING = 'target';
const DONT_ASK = "Don't Ask Again";
const NEVER_KEY = 'neverOfferTarget';

export function registerTarget(client: Client): vscode.Disposable[] {
  const item = vscode.languages.createLanguageStatusItem('nativecompile.target', SELECTOR);
  item.name = 'Native Compile Target';
  const show = () => {
    const target = currentTarget();
    const { target: helpers, emulated } = client.status;
    item.text = `$(chip) ${target}`;
    item.detail =
      target === helpers && emulated === true
        ? 'the target of Native Compile, emulated here'
        : 'the target of Native Compile';
    item.command = {
      title: `Switch to ${otherTarget(target)}`,
      command: 'nativecompile.switchTarget',
    };
  };
  show();
  return [
    item,
    client.onStatus(show),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`nativecompile.${SETTING}`)) show();
    }),
    // A quick fix names the one that it offers.
    command(client, 'switchTarget', (target?: unknown) =>
      change(SETTING, isTargetName(target) ? target : otherTarget(currentTarget())),
    ),
  ];
}

/** Of the file in the editor. */
export function currentTarget(): TargetName {
  const value = configuration().get(SETTING);
  return isTargetName(value) ? value : defaultTarget;
}

export const otherTarget = (target: TargetName): TargetName =>
  targetNames.find((name) => name !== target) ?? target;

/**
 * Says that a run is emulated, and offers to switch: once in a window, and never where somebody
 * wanted so.
 */
export class EmulationOffer {
  private wasMade = false;

  constructor(private readonly memento: vscode.Memento) {}

  /** To be called for runs of the target that the settings name. Does not keep the run waiting. */
  make({ target, emulated }: PreparedRun): void {
    if (!emulated || this.wasMade || this.memento.get(NEVER_KEY) === true) return;
    this.wasMade = true;
    void this.ask(target);
  }

  private async ask(target: TargetName): Promise<void> {
    const other = otherTarget(target);
    const switching = `Switch to ${other}`;
    const chosen = await vscode.window.showInformationMessage(
      `This machine executes no ${targetBits[target]}-bit code: ${target} programs run in an emulator, several times slower. ${other} programs run at full speed.`,
      switching,
      DONT_ASK,
    );
    if (chosen === switching) await change(SETTING, other);
    else if (chosen === DONT_ASK) await this.memento.update(NEVER_KEY, true);
  }
}

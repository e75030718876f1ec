/**
 * The table of sites of one function, each distinct one once. Handlers are named by their label
 * until the code is finished.
 */

import type { Label } from '../assembler/operands.js';
import type { ExitReason, Site, SiteEntry } from './compiledCode.js';

export interface PendingSite extends Omit<Site, 'handler'> {
  readonly handler: Label | null;
}

export class SiteTable {
  private readonly pending: PendingSite[] = [];
  private readonly indices = new Map<string, number>();

  /** The index of an error site. */
  error(
    entries: readonly SiteEntry[],
    handler: { readonly label: Label; readonly depth: number; readonly lasti: boolean } | null,
    noTraceback: boolean,
  ): number {
    return this.add({
      unit: -1,
      handler: handler?.label ?? null,
      handlerDepth: handler?.depth ?? 0,
      pushLasti: handler?.lasti ?? false,
      noTraceback,
      isLoop: false,
      reason: 'tracing',
      entries,
    });
  }

  /**
   * An entry for frames that the interpreter has brought to the unit after `unit`, a loop's head.
   */
  loop(entries: readonly SiteEntry[], unit: number, label: Label): void {
    this.pending.push({
      unit,
      handler: label,
      handlerDepth: entries.length,
      pushLasti: false,
      noTraceback: false,
      isLoop: true,
      reason: 'tracing',
      entries,
    });
  }

  /** The index of an exit to the interpreter, which continues at the unit after `unit`. */
  exit(entries: readonly SiteEntry[], unit: number, reason: ExitReason): number {
    // The unit is hardly ever the same twice, so that nothing would be found to share.
    this.pending.push({
      unit,
      handler: null,
      handlerDepth: 0,
      pushLasti: false,
      noTraceback: false,
      isLoop: false,
      reason,
      entries,
    });
    return this.pending.length - 1;
  }

  /** The finished table; the code has been assembled, so that labels have offsets. */
  finish(): Site[] {
    return this.pending.map((site) => ({ ...site, handler: site.handler?.offset ?? -1 }));
  }

  private add(site: PendingSite): number {
    const { unit, handler, handlerDepth, pushLasti, noTraceback, reason } = site;
    const places = site.entries.map(({ kind, index }) => `${kind[0]}${index}`).join();
    const key = `${unit} ${handler?.name} ${handlerDepth} ${pushLasti} ${noTraceback} ${reason} ${places}`;
    const known = this.indices.get(key);
    if (known !== undefined) return known;
    this.pending.push(site);
    this.indices.set(key, this.pending.length - 1);
    return this.pending.length - 1;
  }
}

/**
 * Progress of work that takes long enough to be noticed.
 *
 * Maps from: a title. Maps to: `window/workDoneProgress` where the client shows it, otherwise
 * nothing.
 */

import type { Session } from './session.js';

/** Returns what is to be called at the end. */
export function beginProgress({ client, connection }: Session, title: string): () => void {
  if (!client.showsProgress) return () => {};
  let over = false;
  let end = (): void => {};
  connection.window.createWorkDoneProgress().then(
    (progress) => {
      if (over) return;
      progress.begin(title, undefined, undefined, false);
      end = () => progress.done();
    },
    () => {},
  );
  return () => {
    over = true;
    end();
  };
}

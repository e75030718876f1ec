/**
 * Sources that the client has not open.
 *
 * Maps from: a URI. Maps to: the text of the file, which is on the server's disk or, where it is
 * not, somewhere that the client can read from.
 */

import { readSource } from '../language/sourceText.js';
import { readBytes } from './machine.js';
import { Method, type ReadFileParams, type ReadFileResult } from './messages.js';
import type { Session } from './session.js';
import { isFile, pathOf } from './uris.js';

/** null where it cannot be read. */
export async function readUnopened(session: Session, uri: string): Promise<string | null> {
  try {
    const bytes = (await fromDisk(uri)) ?? (await fromClient(session, uri));
    return bytes === null ? null : readSource(bytes).text;
  } catch {
    return null;
  }
}

const fromDisk = async (uri: string): Promise<Uint8Array | null> =>
  isFile(uri) ? await readBytes(pathOf(uri)).catch(() => null) : null;

async function fromClient(
  { client, connection }: Session,
  uri: string,
): Promise<Uint8Array | null> {
  if (!client.readsFiles) return null;
  const params: ReadFileParams = { uri };
  const { bytes } = await connection.sendRequest<ReadFileResult>(Method.readFile, params);
  return bytes === null ? null : Buffer.from(bytes, 'base64');
}

/** A document that a server has analysed, for tests of what is shown of it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../cli/command.js';
import { diagnosticsOf, open, type RawClient, startClient } from './rawClient.js';

export const source = `def dot(a, b):
    total = 0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def generate(n):
    try:
        yield from range(n)
    finally:
        print(f"{n} 😀")
`;

export const capabilities = {
  textDocument: { publishDiagnostics: {} },
  workspace: { textDocumentContent: {} },
};

export interface Opened {
  readonly client: RawClient;
  readonly path: string;
  readonly uri: string;
}

export async function opened(text = source, settings?: object): Promise<Opened> {
  const path = join(temporaryFolder(), 'hot file.py');
  writeFileSync(path, text);
  const client = await startClient({
    capabilities,
    ...(settings === undefined ? {} : { settings: () => settings }),
  });
  const uri = pathToFileURL(path).href;
  open(client, uri, text);
  await diagnosticsOf(client, uri);
  return { client, path, uri };
}

export const textOf = async (client: RawClient, uri: string): Promise<string> =>
  (await client.request<{ text: string }>('workspace/textDocumentContent', { uri })).text;

/** Fixes over the wire: offered at a finding, applied, and gone. */

import { afterEach, expect, it } from 'vitest';
import {
  change,
  diagnosticsOf,
  open,
  type RawClient,
  save,
  startClient,
  stopClients,
  type WireDiagnostic,
} from './rawClient.js';

afterEach(stopClients);

interface WireEdit {
  readonly range: WireDiagnostic['range'];
  readonly newText: string;
}

interface WireAction {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly disabled?: { readonly reason: string };
  readonly diagnostics?: readonly WireDiagnostic[];
  readonly edit?: { readonly changes: Readonly<Record<string, readonly WireEdit[]>> };
  readonly command?: { readonly arguments?: readonly unknown[] };
}

const uri = 'file:///fixes.py';

const capabilities = {
  textDocument: {
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
      isPreferredSupport: true,
      disabledSupport: true,
      resolveSupport: { properties: ['edit'] },
      dataSupport: true,
    },
  },
};

const start = (
  settings: object,
  commands: readonly string[] = ['nativecompile.openListing'],
): Promise<RawClient> =>
  startClient({ capabilities, settings: () => settings, initializationOptions: { commands } });

function actions(
  client: RawClient,
  diagnostics: readonly WireDiagnostic[],
  only?: readonly string[],
): Promise<WireAction[]> {
  const range = diagnostics[0]?.range ?? {
    start: { line: 0, character: 0 },
    end: { line: 0, character: 0 },
  };
  return client.request('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics, ...(only === undefined ? {} : { only }) },
  });
}

/** As a client does it; the texts here have no characters beyond UTF-16's first plane. */
function applied(text: string, action: WireAction | undefined): string {
  const edits = [...(action?.edit?.changes[uri] ?? [])];
  const lines = text.split(/(?<=\n)/);
  const offset = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).join('').length + character;
  // Later ones first; of two at one place the later one as well, so that they keep their order.
  const ordered = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => offset(b.range.start) - offset(a.range.start) || b.index - a.index);
  return ordered.reduce(
    (now, { range, newText }) =>
      now.slice(0, offset(range.start)) + newText + now.slice(offset(range.end)),
    text,
  );
}

it('an unsupported opcode has a preferred rewrite, which removes the finding', async () => {
  const text = '\ufeffdef f(ä):\r\n    return "ö", f"{ä}"\r\n';
  const client = await start({ compile: { excludeOpcodes: ['FORMAT_VALUE'] } });
  open(client, uri, text);
  const { diagnostics } = await diagnosticsOf(client, uri);
  expect(diagnostics.map(({ code }) => code)).toEqual(['NC101']);
  const offers = await actions(client, diagnostics);
  expect(offers.map(({ title, isPreferred }) => [title, isPreferred === true])).toEqual([
    ['Replace the f-string by calls of format()', true],
    ['Keep f interpreted', false],
    ['Ignore NC101 here', false],
    ['Show the bytecode of f', false],
  ]);
  expect(offers[0]?.diagnostics?.[0]?.code).toBe('NC101');
  const [address, row] = offers[3]?.command?.arguments ?? [];
  const listing = await client.request<{ text: string }>('nativecompile/content', { uri: address });
  expect(listing.text.split('\n')[Number(row)]).toContain('FORMAT_VALUE');
  const after = applied(text, offers[0]);
  expect(after).toBe('\ufeffdef f(ä):\r\n    return "ö", format(ä)\r\n');
  const from = client.received.length;
  change(client, uri, after, 2);
  save(client, uri);
  expect((await diagnosticsOf(client, uri, from)).diagnostics).toEqual([]);
});

it('an editor without the command that opens a listing is not offered to see one', async () => {
  const client = await start({ compile: { excludeOpcodes: ['FORMAT_VALUE'] } }, []);
  open(client, uri, 'def f(a):\n    return f"{a}"\n');
  const { diagnostics } = await diagnosticsOf(client, uri);
  const titles = (await actions(client, diagnostics)).map(({ title }) => title);
  expect(titles).toContain('Keep f interpreted');
  expect(titles.filter((title) => title.startsWith('Show'))).toEqual([]);
});

it('comments are honoured and, without use, removed by the fix of all', async () => {
  const text =
    'def f(a):  # nativecompile: interpret\n    return f"{a}"\n\nb = 1  # nativecompile: ignore\n';
  const client = await start({ compile: { excludeOpcodes: ['FORMAT_VALUE'] } });
  open(client, uri, text);
  const { diagnostics } = await diagnosticsOf(client, uri);
  expect(diagnostics.map(({ code, range }) => [code, range.start.line])).toEqual([['NC002', 3]]);
  const [all] = await actions(client, [], ['source.fixAll.nativecompile']);
  expect(all).toMatchObject({ kind: 'source.fixAll.nativecompile' });
  expect(all?.edit).toBeUndefined();
  const resolved = await client.request<WireAction>('codeAction/resolve', all);
  expect(applied(text, resolved)).toBe(text.replace('  # nativecompile: ignore', ''));
});

it('a client that resolves nothing gets the fix of all with its edits; one that knows no actions gets none', async () => {
  const text = 'def f(a):\n    return f"{a}"\n';
  const settings = () => ({ compile: { excludeOpcodes: ['FORMAT_VALUE'] } });
  const offers = async (codeAction: object): Promise<WireAction[]> => {
    const client = await startClient({ capabilities: { textDocument: { codeAction } }, settings });
    open(client, uri, text);
    await diagnosticsOf(client, uri);
    return await actions(client, [], ['source.fixAll']);
  };
  const [all] = await offers({ codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } });
  expect(applied(text, all)).toBe(text.replace('f"{a}"', 'format(a)'));
  expect(await offers({})).toEqual([]);
});

it('of what is offered at one place the preferred stands first, and the disabled last', async () => {
  const text = 'import math\ndef f(n):\n    for i in range(n):\n        n = math.pow(i, n) ** n\n';
  const client = await start({ hints: { enable: true } });
  open(client, uri, text);
  const { diagnostics } = await diagnosticsOf(client, uri);
  const at = diagnostics.find(({ code }) => code === 'NC202')?.range;
  expect(at?.start).toEqual({ line: 3, character: 12 });
  const offers = await actions(
    client,
    diagnostics.filter(({ range }) => range.start.line === 3).reverse(),
  );
  const ranks = offers.map(({ isPreferred, disabled }) =>
    disabled !== undefined ? 2 : isPreferred === true ? 0 : 1,
  );
  expect(ranks).toEqual([0, ...Array.from({ length: ranks.length - 2 }, () => 1), 2]);
});

it('what cannot be rewritten is offered disabled, with the reason', async () => {
  const client = await start({ compile: { excludeOpcodes: ['CALL_FUNCTION_EX'] } });
  open(client, uri, 'def f(g, a):\n    return g(*a)\n');
  const { diagnostics } = await diagnosticsOf(client, uri);
  const offers = await actions(client, diagnostics);
  expect(offers.find(({ disabled }) => disabled)?.disabled?.reason).toMatch(/no display/);
});

it('hints are published and fixed when they are asked for', async () => {
  const text = 'def f(a):\n    for b in a:\n        print(b)\n';
  const client = await start({ hints: { enable: true, categories: { NC204: false } } });
  open(client, uri, text);
  const { diagnostics } = await diagnosticsOf(client, uri);
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['NC202', 4]]);
  const [first] = await actions(client, diagnostics);
  expect(first?.isPreferred).toBe(true);
  expect(applied(text, first)).toBe(
    'def f(a):\n    _print = print\n    for b in a:\n        _print(b)\n',
  );
});

it('fixing all of many findings can be cancelled', async () => {
  const text = Array.from({ length: 60 }, (_, i) => `def f${i}(a):\n    return f"{a}"\n`).join('');
  const client = await start({ compile: { excludeOpcodes: ['FORMAT_VALUE'] } });
  open(client, uri, text);
  await diagnosticsOf(client, uri);
  const [all] = await actions(client, [], ['source.fixAll']);
  const { id, answer } = client.start('codeAction/resolve', all);
  client.notify('$/cancelRequest', { id });
  expect((await answer).error?.code).toBe(-32800);
  const resolved = await client.request<WireAction>('codeAction/resolve', all);
  expect(applied(text, resolved)).toBe(text.replaceAll('f"{a}"', 'format(a)'));
});

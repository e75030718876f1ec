/** Syntax trees from the compile service, which fixes are made of. */

import { afterAll, expect, it } from 'vitest';
import { makeCompileService } from '../../server/src/helper/compilers.js';

const service = makeCompileService();

afterAll(() => service.stop());

const parse = async (text: string): Promise<unknown> => {
  const json = await service.parse(Buffer.from(text));
  return json === null ? null : JSON.parse(json);
};

it('have the fields of ast and the places of the source', async () => {
  expect(await parse('x = "ä\\ud800"; f"{x + 1!r}"')).toMatchObject({
    node: 'Module',
    body: [
      {
        node: 'Assign',
        at: [1, 0, 1, 14],
        targets: [{ node: 'Name', id: 'x', ctx: { node: 'Store' } }],
        value: { node: 'Constant', at: [1, 4, 1, 14], type: 'str', text: 'ä\ud800' },
      },
      {
        value: {
          node: 'JoinedStr',
          values: [{ node: 'FormattedValue', conversion: 114, source: 'x + 1' }],
        },
      },
    ],
  });
});

it('are none for what does not parse, and what is nested too deeply', async () => {
  expect(await parse('def f(:')).toBeNull();
  expect(await parse(`${'('.repeat(150)}1${')'.repeat(150)}`)).not.toBeUndefined();
  expect(await parse(`x = ${'-'.repeat(20000)}1`)).toBeNull();
  expect(await parse(`x = ${'1+'.repeat(3000)}1`)).toBeNull();
  expect((await service.compile('x.py', Buffer.from('x = 1'))).kind).toBe('marshal');
});

it('run nothing', async () => {
  expect(await parse('import sys\nsys.exit(3)')).toMatchObject({ node: 'Module' });
  expect(await parse('x = 1')).toMatchObject({ node: 'Module' });
});

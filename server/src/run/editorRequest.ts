/**
 * What an editor wants of a run besides what the command line says.
 *
 * Maps from: where the report goes, where to count, which helper to use. Maps to: one variable of
 * the environment, and back. It is not on the command line, since terminals show that to people;
 * and it is taken out of the environment, since the program is not to see another one than it would
 * in any terminal.
 */

export const EDITOR_VARIABLE = 'NATIVECOMPILE_EDITOR';

export interface EditorRequest {
  /** Where the report of the run goes; empty: nowhere. */
  readonly report: string;
  /** A counter block that the editor reads while the program runs; empty: none. */
  readonly counterBlock: string;
  /** Where the profile of the run goes, as JSON, before the report; empty: nowhere. */
  readonly profile: string;
  /** Another helper than the built-in one; empty: none. */
  readonly helper: string;
  /**
   * Pythons that the editor has, the likeliest first; what they are is in words that stand in
   * parentheses.
   */
  readonly editorPythons: readonly { readonly path: string; readonly origin: string }[];
}

export const noRequest: EditorRequest = {
  report: '',
  counterBlock: '',
  profile: '',
  helper: '',
  editorPythons: [],
};

export function editorEnvironment(request: EditorRequest): Record<string, string> {
  return { [EDITOR_VARIABLE]: JSON.stringify(request) };
}

/** The request in `env`, which then no longer has it. What is not well-formed asks for nothing. */
export function takeEditorRequest(env: NodeJS.ProcessEnv): EditorRequest {
  const text = env[EDITOR_VARIABLE];
  if (text === undefined) return noRequest;
  delete env[EDITOR_VARIABLE];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return noRequest;
  }
  if (typeof value !== 'object' || value === null) return noRequest;
  const fields = value as Readonly<Record<string, unknown>>;
  const { report, counterBlock, profile, helper, editorPythons } = fields;
  return {
    report: word(report),
    counterBlock: word(counterBlock),
    profile: word(profile),
    helper: word(helper),
    editorPythons: Array.isArray(editorPythons) ? editorPythons.flatMap(named) : [],
  };
}

const word = (field: unknown): string => (typeof field === 'string' ? field : '');

function named(field: unknown): { path: string; origin: string }[] {
  if (typeof field !== 'object' || field === null) return [];
  const { path, origin } = field as Readonly<Record<string, unknown>>;
  return word(path) === '' ? [] : [{ path: word(path), origin: word(origin) }];
}

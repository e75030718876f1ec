/**
 * What the verbs share: the cache and the environment that a run gets.
 */

import type { PythonChoice } from '../helper/pythonChoice.js';
import { helperPath } from '../helper/helperProcess.js';
import { defaultCacheFolder, ImageCache } from '../helper/imageCache.js';
import type { ProgramRun } from '../helper/programRun.js';
import type { RunOptions } from '../helper/protocol.js';
import { programEnvironment } from '../helper/launchedWith.js';
import { pythonEnvironment } from '../helper/userPython.js';
import type { Options } from './arguments.js';

export function openCache({ cache, run }: Pick<Options, 'cache' | 'run'>): ImageCache | null {
  if (!cache || run.interpret) return null;
  return new ImageCache({ folder: defaultCacheFolder(programEnvironment(process.env)) });
}

type Common = Pick<ProgramRun, 'target' | 'helper' | 'env' | 'options' | 'cache'>;

export function runSettings(
  options: Options,
  { python, isOff }: PythonChoice,
  run: RunOptions = options.run,
): Common {
  return {
    target: options.target,
    helper: options.helper || helperPath(options.target),
    env: { ...programEnvironment(process.env), ...pythonEnvironment(python, isOff) },
    options: run,
    cache: openCache({ cache: options.cache, run }),
  };
}

/** Who offers code actions, in the order in which editors show them. */

import type { ActionProvider } from './codeActionTypes.js';
import { stopExcluding } from './exclusion.js';
import { fixes } from './fixes/index.js';
import { runActions } from './runActions.js';
import { showBytecode } from './showBytecode.js';
import { switchTarget } from './switchTarget.js';

export const actionProviders: readonly ActionProvider[] = [
  fixes,
  stopExcluding,
  showBytecode,
  runActions,
  switchTarget,
];

/** Who offers code actions, in the order in which editors show them. */

import type { ActionProvider } from './codeActionTypes.js';
import { showBytecode } from './showBytecode.js';

export const actionProviders: readonly ActionProvider[] = [showBytecode];

/** The compiler's public face. */

export { compileCode, compileTree, explainPlan, MAX_BYTECODE } from './compile.js';
export {
  type CompiledCode,
  type CompileOptions,
  type ExitReason,
  isRefusal,
  type PositionEntry,
  type Refusal,
  type Site,
  type SiteEntry,
  type Statistics,
  type Unsupported,
} from './compiledCode.js';
export { type CounterLevel, counterLevels } from './counterLevels.js';
export { type Counter, counterKinds } from './counters.js';
export { encodeImage } from './image.js';
export {
  defaultTarget,
  isTargetName,
  type TargetName,
  targetBits,
  targetNames,
} from './target/target.js';

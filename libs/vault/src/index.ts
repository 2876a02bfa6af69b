export { cellClass, cellHandle } from './cell';
export { STALE_MAX_MS } from './freshness';
export { rewrapHashKeyLines } from './hash-key-lines';
export { identifiersIn } from './hash-name';
export { LedgerFault, openLedger, type Ledger } from './ledger';
export { type ErasureLine, type HashKeyLine, type LedgerLine, type RetentionLine } from './ledger-line';
export { masterKeyFrom, MasterKeyFault } from './master-key';
export { openVault } from './open-vault';
export { endOfQuarter, quarterOf } from './quarter';
export { reapplyLedger, vaultMark, type Reapplied } from './reapply';
export {
  UnknownHandle,
  type Findable,
  type Handle,
  type KeptQuarter,
  type Opened,
  type SealNeed,
  type Sealer,
  type Traces,
  type Vault,
} from './vault';
export {
  rotateIdentifiers,
  RotationUnderWay,
  type IdentifierRotation,
  type LiftElsewhere,
  type RotateIdentifiersOptions,
} from './rotate-identifiers';
export type { Safe } from './safe';
export { rotateMaster, type Rotated, type RotateOptions } from './rotate-master';
export { RotationUnfinished } from './rotation-mark';
export { Recent } from './recent';
export { erasedAmong, keptQuarters } from './traces';
export { termsOf } from './words';
export { WrongMasterKey } from './wrapping';

export { cellClass, cellHandle } from './cell';
export { STALE_MAX_MS } from './freshness';
export { masterKeyFrom, MasterKeyFault } from './master-key';
export { openVault } from './open-vault';
export { quarterOf } from './quarter';
export {
  UnknownHandle,
  type Findable,
  type Handle,
  type Opened,
  type SealNeed,
  type Sealer,
  type Vault,
} from './vault';
export { termsOf } from './words';
export { WrongMasterKey } from './wrapping';

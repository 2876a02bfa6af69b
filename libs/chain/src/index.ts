export { anchorHash, asAnchor, parseAnchor, type Anchor } from './anchor';
export { anchorFiles, anchorLines, type AnchorFile } from './anchor-files';
export {
  anchorOf,
  anchorsDown,
  lastAnchor,
  migrateChain,
  publicKeys,
  witnesses,
  type PublicKey,
  type Witness,
} from './anchor-rows';
export { auditLines } from './audit-lines';
export type { ChainLog, ChainOptions } from './chain-options';
export { anchorExport, type AnchorExport } from './export-anchors';
export { keyRing, type KeyRing } from './key-ring';
export { chainState, type ChainState } from './lease';
export { signingKeyOf, SigningKeyFault, type SigningKey } from './signing-key';
export { signingKeyFrom } from './signing-key-file';
export { startChain, type Chain } from './start-chain';
export type { Finding, FindingKind, NamedEvent } from './verify/finding';
export { untilHead } from './verify/until-head';
export { verifyHistory, type VerifyOptions, type VerifyReport } from './verify/verify';

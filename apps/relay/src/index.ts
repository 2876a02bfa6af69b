export { relayModule, type RelayDeps } from './relay.module';

import type { DynamicModule, Provider, Type } from '@nestjs/common';

/** What an endpoint file exports: its controller, and the handlers of its commands and queries. */
export interface Endpoint {
  readonly controllers: readonly Type[];
  readonly providers: readonly Type[];
}

/** One flat Nest module of endpoints and what they work with. */
export const endpointModule = (
  module: Type,
  endpoints: readonly Endpoint[],
  parts: readonly Provider[],
): DynamicModule => ({
  module,
  controllers: endpoints.flatMap(({ controllers }) => [...controllers]),
  providers: [...parts, ...endpoints.flatMap(({ providers }) => [...providers])],
});

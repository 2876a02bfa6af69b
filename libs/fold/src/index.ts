export * from './amendment';
export * from './effective-facts';
export * from './handler';
export * from './order';
export * from './projection';
export * from './replay';
